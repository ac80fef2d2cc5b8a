package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// window is how long the id of an event is remembered.
const window = 24 * time.Hour

// line is one of seen.log, which is the effect and the proof of it in one, so that no crash comes between the two; or one of
// dead-letters.log, with a reason and the event as it came.
type line struct {
	At     time.Time       `json:"at"`
	Topic  string          `json:"topic"`
	ID     string          `json:"id,omitempty"`
	Order  string          `json:"order,omitempty"`
	Reason string          `json:"reason,omitempty"`
	Event  json.RawMessage `json:"event,omitempty"`
}

// book is all that is on record. A real service has tables in its own database in its place, and one transaction.
type book struct {
	lock             sync.Mutex
	seen, letters    *os.File
	ids              map[string]time.Time
	orders           map[string]bool
	duplicates, dead int
}

// openBook reads what earlier runs recorded in a folder; it is made when missing.
func openBook(folder string) (*book, error) {
	b := &book{ids: map[string]time.Time{}, orders: map[string]bool{}}
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		b.seen, err = openLog(filepath.Join(folder, "seen.log"), b.remember)
	}
	if err == nil {
		b.letters, err = openLog(filepath.Join(folder, "dead-letters.log"), func(line) { b.dead++ })
	}
	return b, err
}

func (b *book) remember(l line) {
	b.ids[l.ID] = l.At
	b.orders[l.Topic+" "+l.Order] = true
}

// handle records an event unless it is a copy. Behind the window stands a key that holds for ever: an order ends once in each
// way, whatever the event's id.
func (b *book) handle(e event, now time.Time) error {
	b.lock.Lock()
	defer b.lock.Unlock()
	maps.DeleteFunc(b.ids, func(_ string, at time.Time) bool { return now.Sub(at) >= window })
	if _, seen := b.ids[e.ID]; seen || b.orders[e.Type+" "+e.Subject] {
		b.duplicates++
		return nil
	}
	l := line{At: now.UTC(), Topic: e.Type, ID: e.ID, Order: e.Subject}
	if err := appendTo(b.seen, l); err != nil {
		return err
	}
	b.remember(l)
	return nil
}

// bury keeps an event that can never be handled. A crash before the answer leaves it there twice, which harms nobody.
func (b *book) bury(topic string, body []byte, refusal error, now time.Time) error {
	b.lock.Lock()
	defer b.lock.Unlock()
	untouched := json.RawMessage(body)
	if !json.Valid(body) {
		untouched, _ = json.Marshal(string(body))
	}
	if err := appendTo(b.letters, line{At: now.UTC(), Topic: topic, Reason: refusal.Error(), Event: untouched}); err != nil {
		return err
	}
	b.dead++
	code, _, _ := strings.Cut(refusal.Error(), ":") // What follows may quote the event, which is no matter for a log.
	slog.Error("dead letter", "topic", topic, "reason", code)
	return nil
}

// stats counts what was handled and what is dead since the folder was made, and copies since the start.
func (b *book) stats() map[string]int {
	b.lock.Lock()
	defer b.lock.Unlock()
	return map[string]int{"handled": len(b.orders), "duplicates": b.duplicates, "dead": b.dead}
}

// openLog hands over each line of a log. One that a crash cut short was never acknowledged: it is skipped, and comes again.
func openLog(path string, read func(line)) (*os.File, error) {
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for text := range bytes.Lines(content) {
		var l line
		if json.Unmarshal(text, &l) == nil {
			read(l)
		}
	}
	return os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
}

// appendTo returns once the line is on the disk. It begins with the line break, so that half a line spoils no other.
func appendTo(log *os.File, l line) error {
	text, err := json.Marshal(l)
	if err == nil {
		_, err = fmt.Fprintf(log, "\n%s", text)
	}
	if err == nil {
		err = log.Sync()
	}
	return err
}
