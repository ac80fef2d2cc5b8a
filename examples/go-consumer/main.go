// Go-consumer notes every order that ended, once. It reads the platform's events through its own sidecar and shares no code with
// the other services: the contracts in json-schema/ are all it knows of them.
package main

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	port := flag.String("port", os.Getenv("APP_PORT"), "port the sidecar delivers to (environment: APP_PORT)")
	data := flag.String("data", os.Getenv("DATA_DIR"), "folder of seen.log and dead-letters.log (environment: DATA_DIR)")
	schemas := flag.String("schemas", cmp.Or(os.Getenv("SCHEMAS_DIR"), "json-schema"), "folder of the contracts (environment: SCHEMAS_DIR)")
	topics := flag.String("topics", "orders.order.completed,orders.order.failed", "what tells that an order ended, separated by commas")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Notes every order that ended, once. APP_API_TOKEN must hold what the sidecar sends along.")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := run(*port, *data, *schemas, os.Getenv("APP_API_TOKEN"), strings.Split(*topics, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "go-consumer:", err)
		os.Exit(1)
	}
}

func run(port, data, schemas, token string, topics []string) error {
	if port == "" || data == "" || token == "" {
		return errors.New("--port, --data and the variable APP_API_TOKEN are needed; --help tells more")
	}
	contracts, err := loadContracts(os.DirFS(schemas), topics)
	if err != nil {
		return fmt.Errorf("contracts in %s: %w", schemas, err)
	}
	book, err := openBook(data)
	if err != nil {
		return fmt.Errorf("records in %s: %w", data, err)
	}
	server := &http.Server{Addr: "127.0.0.1:" + port, Handler: routes(topics, token, contracts, book), ReadHeaderTimeout: 5 * time.Second}
	stop, release := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer release()
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	select {
	case err := <-ended:
		return err
	case <-stop.Done(): // What was delivered is finished and answered; the rest stays with the sidecar.
		limit, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return server.Shutdown(limit)
	}
}

func routes(topics []string, token string, contracts contracts, book *book) http.Handler {
	subscriptions := []map[string]string{}
	for _, topic := range topics {
		subscriptions = append(subscriptions, map[string]string{"pubsubname": "pubsub", "topic": topic, "route": "/events/" + topic})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /stats", func(w http.ResponseWriter, _ *http.Request) { answer(w, book.stats()) })
	mux.HandleFunc("GET /dapr/subscribe", func(w http.ResponseWriter, _ *http.Request) { answer(w, subscriptions) })
	mux.HandleFunc("POST /events/{topic}", func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("dapr-api-token")), []byte(token)) != 1 {
			http.Error(w, "event routes take the sidecar's token only", http.StatusUnauthorized)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "the delivery did not arrive whole", http.StatusBadRequest)
			return
		}
		answer(w, receive(contracts, book, r.PathValue("topic"), body))
	})
	return mux
}

// receive takes one event, as a sidecar delivers it, or several in entries, as a replay from the archive does.
func receive(contracts contracts, book *book, topic string, body []byte) any {
	take := func(raw []byte) string {
		event, err := contracts.judge(topic, raw)
		if err == nil {
			err = book.handle(event, time.Now())
		} else {
			err = book.bury(topic, raw, err, time.Now())
		}
		if err != nil { // Nothing is on record, so the sidecar must keep it. DROP would lose it, and is never answered.
			slog.Error("asked for again", "topic", topic, "error", err)
			return "RETRY"
		}
		return "SUCCESS"
	}
	var bulk struct {
		Entries []struct {
			EntryID string
			Event   json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &bulk); err != nil || len(bulk.Entries) == 0 {
		return map[string]string{"status": take(body)}
	}
	statuses := []map[string]string{}
	for _, entry := range bulk.Entries {
		statuses = append(statuses, map[string]string{"entryId": entry.EntryID, "status": take(entry.Event)})
	}
	return map[string]any{"statuses": statuses}
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("content-type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}
