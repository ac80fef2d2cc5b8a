package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

const completed, failed = "orders.order.completed", "orders.order.failed"

var (
	folder = os.DirFS("../../json-schema")
	now    = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
)

func known(t *testing.T) contracts {
	t.Helper()
	c, err := loadContracts(folder, []string{completed, failed})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func opened(t *testing.T, folder string) *book {
	t.Helper()
	b, err := openBook(folder)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// delivery is an event as the sidecar delivers it: the example of its contract, with changes.
func delivery(t *testing.T, topic string, change func(envelope, data map[string]any)) []byte {
	t.Helper()
	content, err := fs.ReadFile(folder, topic+"/1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	var contract struct{ Examples []map[string]any }
	if err := json.Unmarshal(content, &contract); err != nil {
		t.Fatal(err)
	}
	data := contract.Examples[0]
	envelope := map[string]any{
		"specversion": "1.0", "id": "0191d1f4-8c3a-7b11-9d6e-000000000008", "source": "/services/orders", "type": topic,
		"subject": data["orderId"], "time": "2026-11-25T11:59:59.5Z", "datacontenttype": "application/json",
		"dataschema": base + topic + "/1.0", "partitionkey": "k", "correlationid": "c", "sequence": "00000000000000000042", "data": data,
		"topic": topic, "pubsubname": "pubsub", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	}
	change(envelope, data)
	body, err := json.Marshal(envelope)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func asItIs(map[string]any, map[string]any) {}

func TestWhenAnEventKeepsItsContractThenItIsValid(t *testing.T) {
	cases := map[string]func(envelope, data map[string]any){
		"example":       asItIs,
		"unknown field": func(_, data map[string]any) { data["giftNote"] = "For you" },
		"later minor":   func(envelope, _ map[string]any) { envelope["dataschema"] = base + envelope["type"].(string) + "/1.99" },
		"long address": func(_, data map[string]any) {
			data["customer"] = map[string]any{"id": "c", "email": strings.Repeat("a", 65) + "@example.com"}
		},
	}
	for name, change := range cases {
		for _, topic := range []string{completed, failed} {
			e, err := known(t).judge(topic, delivery(t, topic, change))
			if err != nil || e.Type != topic || e.Subject == "" || e.ID == "" {
				t.Errorf("%s of %s: %+v, %v", name, topic, e, err)
			}
		}
	}
}

func TestWhenAnEventBreaksItsContractThenTheReasonSaysHow(t *testing.T) {
	cases := []struct {
		reason string
		change func(envelope, data map[string]any)
	}{
		{"INVALID_ENVELOPE", func(envelope, _ map[string]any) { delete(envelope, "id") }},
		{"INVALID_ENVELOPE", func(envelope, _ map[string]any) { envelope["data"] = nil }},
		{"TYPE_CONTRADICTS_TOPIC", func(envelope, _ map[string]any) { envelope["type"] = failed }},
		{"UNKNOWN_VERSION", func(envelope, _ map[string]any) { envelope["dataschema"] = base + completed + "/2.0" }},
		{"UNKNOWN_VERSION", func(envelope, _ map[string]any) { envelope["dataschema"] = base + failed + "/1.0" }},
		{"INVALID_DATA", func(_, data map[string]any) { data["items"] = "none" }},
		{"INVALID_DATA", func(_, data map[string]any) { delete(data, "total") }},
		{"INVALID_DATA", func(_, data map[string]any) { data["customer"] = map[string]any{"id": "c"} }},
	}
	for _, one := range cases {
		if _, err := known(t).judge(completed, delivery(t, completed, one.change)); err == nil || !strings.HasPrefix(err.Error(), one.reason+": ") {
			t.Errorf("wanted %s, got %v", one.reason, err)
		}
	}
	for _, body := range []string{"", "{", "null", `"text"`, "[]", "{}"} {
		if _, err := known(t).judge(completed, []byte(body)); err == nil || !strings.HasPrefix(err.Error(), "INVALID_ENVELOPE: ") {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestWhenAMinorIsUnknownThenTheNewestKnownOneJudges(t *testing.T) {
	version := func(name, required string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(fmt.Sprintf(`{"$id": "%s%s", "type": "object", "required": [%q]}`, base, name, required))}
	}
	c, err := loadContracts(fstest.MapFS{
		"envelope/1.0.json": {Data: []byte(`{"$id": "` + base + `envelope/1.0"}`)},
		"a.b.c/1.9.json":    version("a.b.c/1.9", "nine"),
		"a.b.c/1.10.json":   version("a.b.c/1.10", "ten"),
		"a.b.c/2.0.json":    version("a.b.c/2.0", "two"),
	}, []string{"a.b.c"})
	if err != nil {
		t.Fatal(err)
	}
	for schema, property := range map[string]string{"1.9": "nine", "1.10": "ten", "1.11": "ten", "2.0": "two", "2.1": "two"} {
		body := fmt.Sprintf(`{"type": "a.b.c", "dataschema": "%sa.b.c/%s", "data": {%q: 1}}`, base, schema, property)
		if _, err := c.judge("a.b.c", []byte(body)); err != nil {
			t.Errorf("%s: %v", schema, err)
		}
	}
}

func TestWhenAContractCannotBeLoadedThenTheStartFailsAndNothingIsFetched(t *testing.T) {
	if _, err := loadContracts(folder, []string{"orders.order.lost"}); err == nil || !strings.Contains(err.Error(), `"orders.order.lost"`) {
		t.Error(err)
	}
	foreign := fstest.MapFS{"envelope/1.0.json": {Data: []byte(`{"$ref": "https://example.com/schema"}`)}}
	if _, err := loadContracts(foreign, nil); err == nil || !strings.Contains(err.Error(), "https://example.com/schema") {
		t.Error(err)
	}
}

func TestWhenAnEventIsACopyThenItIsHandledOnce(t *testing.T) {
	data := t.TempDir()
	first := event{ID: "1", Type: completed, Subject: "order-1"}
	day := 24 * time.Hour
	steps := []struct {
		name    string
		event   event
		at      time.Time
		handled int
	}{
		{"first", first, now, 1},
		{"copy", first, now, 1},
		{"same order under another id", event{ID: "2", Type: completed, Subject: "order-1"}, now, 1},
		{"same order, another end", event{ID: "3", Type: failed, Subject: "order-1"}, now, 2},
		{"same id just inside the window", event{ID: "1", Type: completed, Subject: "order-2"}, now.Add(day - 1), 2},
		{"same id after the window", event{ID: "1", Type: completed, Subject: "order-2"}, now.Add(day), 3},
		{"copy ten days late", first, now.Add(10 * day), 3},
	}
	for _, step := range steps {
		// Opened anew for each, as after a restart.
		b := opened(t, data)
		err := b.handle(step.event, step.at)
		if lines := linesOf(t, data); err != nil || b.stats()["handled"] != step.handled || lines != step.handled {
			t.Errorf("%s: %v, %d lines, %v", step.name, b.stats(), lines, err)
		}
	}
}

// linesOf counts the whole lines of seen.log, each of them an effect.
func linesOf(t *testing.T, data string) (count int) {
	t.Helper()
	if _, err := openLog(filepath.Join(data, "seen.log"), func(line) { count++ }); err != nil {
		t.Fatal(err)
	}
	return count
}

func TestWhenCopiesArriveAtOnceThenOneIsHandled(t *testing.T) {
	b := opened(t, t.TempDir())
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { _ = b.handle(event{ID: "1", Type: completed, Subject: "order-1"}, now) })
	}
	all.Wait()
	if stats := b.stats(); !reflect.DeepEqual(stats, map[string]int{"handled": 1, "duplicates": 49, "dead": 0}) {
		t.Error(stats)
	}
}

func TestWhenACrashCutALineShortThenItsEventIsHandledWhenItComesAgain(t *testing.T) {
	data := t.TempDir()
	for _, id := range []string{"1", "2"} {
		_ = opened(t, data).handle(event{ID: id, Type: completed, Subject: "order-" + id}, now)
	}
	path := filepath.Join(data, "seen.log")
	info, _ := os.Stat(path)
	if err := os.Truncate(path, info.Size()-5); err != nil {
		t.Fatal(err)
	}
	again := opened(t, data)
	for _, id := range []string{"1", "2"} {
		_ = again.handle(event{ID: id, Type: completed, Subject: "order-" + id}, now)
	}
	if lines, stats := linesOf(t, data), again.stats(); lines != 2 || stats["duplicates"] != 1 {
		t.Error(lines, stats)
	}
}

func TestWhenTheSidecarDeliversThenTheAnswerSaysWhatBecameOfTheEvent(t *testing.T) {
	data := t.TempDir()
	b := opened(t, data)
	handler := routes([]string{completed}, "secret", known(t), b)
	call := func(method, path, token string, body []byte) string {
		request := httptest.NewRequest(method, path, strings.NewReader(string(body)))
		request.Header.Set("dapr-api-token", token)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return fmt.Sprintf("%d %s", recorder.Code, strings.TrimSpace(recorder.Body.String()))
	}
	broken := delivery(t, completed, func(_, data map[string]any) { data["items"] = "none" })
	for _, want := range [][3]string{
		{"GET", "/dapr/subscribe", `200 [{"pubsubname":"pubsub","route":"/events/orders.order.completed","topic":"orders.order.completed"}]`},
		{"POST", string(delivery(t, completed, asItIs)), `200 {"status":"SUCCESS"}`},
		{"POST", string(delivery(t, completed, asItIs)), `200 {"status":"SUCCESS"}`},
		{"POST", string(broken), `200 {"status":"SUCCESS"}`},
		{"POST", "no event at all", `200 {"status":"SUCCESS"}`},
		{"POST", fmt.Sprintf(`{"entries": [{"entryId": "a", "event": %s}, {"entryId": "b", "event": %s}, {"entryId": "c"}]}`, delivery(t, completed, asItIs), broken),
			`200 {"statuses":[{"entryId":"a","status":"SUCCESS"},{"entryId":"b","status":"SUCCESS"},{"entryId":"c","status":"SUCCESS"}]}`},
		{"POST", `{"entries": []}`, `200 {"status":"SUCCESS"}`},
		{"GET", "/stats", `200 {"dead":5,"duplicates":2,"handled":1}`},
	} {
		path, body := want[1], []byte(nil)
		if want[0] == "POST" {
			path, body = "/events/"+completed, []byte(want[1])
		}
		if got := call(want[0], path, "secret", body); got != want[2] {
			t.Errorf("%s %.60s: %s", want[0], want[1], got)
		}
	}
	letters, _ := os.ReadFile(filepath.Join(data, "dead-letters.log"))
	for _, part := range []string{"INVALID_DATA: ", "'/items': got string, want array", string(broken), `"event":"no event at all"`} {
		if !strings.Contains(string(letters), part) {
			t.Errorf("%s is not in %s", part, letters)
		}
	}
	if got := call("POST", "/events/"+completed, "wrong", broken); !strings.HasPrefix(got, fmt.Sprint(http.StatusUnauthorized)) {
		t.Error(got)
	}
	// A folder that takes nothing any more.
	_, _ = b.seen.Close(), b.letters.Close()
	other := delivery(t, completed, func(envelope, _ map[string]any) {
		envelope["id"], envelope["subject"] = "0191d1f4-8c3a-7b11-9d6e-000000000009", "other"
	})
	for _, body := range [][]byte{other, broken} {
		if got := call("POST", "/events/"+completed, "secret", body); got != `200 {"status":"RETRY"}` {
			t.Error(got)
		}
	}
	replayed := fmt.Sprintf(`{"entries": [{"entryId": "a", "event": %s}, {"entryId": "b", "event": %s}]}`, delivery(t, completed, asItIs), other)
	want := `200 {"statuses":[{"entryId":"a","status":"SUCCESS"},{"entryId":"b","status":"RETRY"}]}`
	if got := call("POST", "/events/"+completed, "secret", []byte(replayed)); got != want {
		t.Error(got)
	}
}
