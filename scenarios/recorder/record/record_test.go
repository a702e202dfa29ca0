package record

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// openRecorder opens one in a directory of the test's own.
func openRecorder(t *testing.T) (*Recorder, string) {
	t.Helper()
	dir := t.TempDir()
	epoch, err := monotonicNs()
	if err != nil {
		t.Fatal(err)
	}
	r, err := open(map[string]string{envSource: "k6-0", envParts: dir, envEpoch: fmt.Sprint(epoch)})
	if err != nil {
		t.Fatal(err)
	}
	return r, filepath.Join(dir, "k6-0")
}

func linesOf(t *testing.T, path string) []string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lines []string
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		lines = append(lines, scanner.Text())
	}
	return lines
}

func TestOpenNamesWhatIsMissing(t *testing.T) {
	_, err := open(map[string]string{envSource: "k6-0", envParts: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), envEpoch) {
		t.Fatalf("want an error naming %s, got %v", envEpoch, err)
	}
}

func TestClockFileHoldsBothReadings(t *testing.T) {
	r, base := openRecorder(t)
	var reading clockReading
	text, err := os.ReadFile(base + ".clock.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &reading); err != nil {
		t.Fatal(err)
	}
	if reading.Source != "k6-0" || reading.ResolutionNs < 1 {
		t.Fatalf("got %+v", reading)
	}
	if want := fmt.Sprint(r.clock.anchor.UnixNano()); reading.WallNs != want {
		t.Fatalf("wall: got %s, want %s", reading.WallNs, want)
	}
}

func TestHistoryLinesHaveTheKeysOfTheContractInOrder(t *testing.T) {
	r, base := openRecorder(t)
	held, err := r.begin(historyLine{Process: "u1", F: "hold", Key: []any{"7", "8"}, IdempotencyKey: "k"}, "load")
	if err != nil {
		t.Fatal(err)
	}
	if err := held.end("ok", map[string]any{"ttlMs": 300000}, ""); err != nil {
		t.Fatal(err)
	}
	booked, _ := r.begin(historyLine{Process: "u1", F: "book", Key: "pool", Value: map[string]any{"order": "3"}}, "load")
	if err := booked.end("info", nil, "request timeout"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`,"process":"u1","type":"invoke","f":"hold","key":["7","8"],"value":null,"idempotencyKey":"k"}`,
		`,"process":"u1","type":"ok","f":"hold","key":["7","8"],"value":{"ttlMs":300000},"idempotencyKey":"k"}`,
		`,"process":"u1","type":"invoke","f":"book","key":"pool","value":{"order":"3"}}`,
		`,"process":"u1","type":"info","f":"book","key":"pool","value":null,"error":"request timeout"}`,
	}
	lines := linesOf(t, base+".history.ndjson")
	if len(lines) != len(want) {
		t.Fatalf("got %d lines, want %d", len(lines), len(want))
	}
	for i, line := range lines {
		head, tail, _ := strings.Cut(line, ",")
		if !strings.HasPrefix(head, `{"time":`) || ","+tail != want[i] {
			t.Errorf("line %d: got %s, want {\"time\":…%s", i, line, want[i])
		}
	}
}

func TestTextComesBackAsItWas(t *testing.T) {
	r, base := openRecorder(t)
	text := "a \"quote\", a \\, a\nnewline, a\ttab, \x00, <b>&amp;, é, 票, 🎟, \u2028"
	if _, err := r.begin(historyLine{Process: text, F: "hold", Key: text}, ""); err != nil {
		t.Fatal(err)
	}
	lines := linesOf(t, base+".history.ndjson")
	if len(lines) != 1 {
		t.Fatalf("a newline in a text must not end the line: %d lines", len(lines))
	}
	var read historyLine
	if err := json.Unmarshal([]byte(lines[0]), &read); err != nil {
		t.Fatal(err)
	}
	if read.Process != text || read.Key != text {
		t.Errorf("got %q", read.Process)
	}
	if !strings.Contains(lines[0], "<b>&amp;") {
		t.Error("text is not to be escaped as for HTML")
	}
}

func TestAnOperationEndsOnce(t *testing.T) {
	r, base := openRecorder(t)
	held, _ := r.begin(historyLine{Process: "u1", F: "hold", Key: "7"}, "load")
	if err := held.end("fail", nil, "taken"); err != nil {
		t.Fatal(err)
	}
	if err := held.end("ok", nil, ""); err == nil {
		t.Error("a second end must be an error")
	}
	if lines := linesOf(t, base+".history.ndjson"); len(lines) != 2 {
		t.Errorf("got %d lines, want 2", len(lines))
	}
}

func TestLinesOfManyWritersAreWholeAndInOrderOfTime(t *testing.T) {
	r, base := openRecorder(t)
	var writers sync.WaitGroup
	for i := range 50 {
		writers.Go(func() {
			for range 40 {
				operation, err := r.begin(historyLine{Process: fmt.Sprint("u", i), F: "hold", Key: "7"}, "load")
				if err != nil {
					t.Error(err)
					return
				}
				if err := operation.end("fail", nil, "taken"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	lines := linesOf(t, base+".history.ndjson")
	if len(lines) != 50*40*2 {
		t.Fatalf("got %d lines", len(lines))
	}
	last := int64(-1)
	for _, line := range lines {
		var read struct{ Time int64 }
		if err := json.Unmarshal([]byte(line), &read); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if read.Time < last {
			t.Fatalf("%d after %d", read.Time, last)
		}
		last = read.Time
	}
}

func BenchmarkOperation(b *testing.B) {
	dir := b.TempDir()
	r, err := open(map[string]string{envSource: "k6-0", envParts: dir, envEpoch: "0"})
	if err != nil {
		b.Fatal(err)
	}
	line := historyLine{
		Process: "10432", F: "hold", Key: []any{"20511"},
		IdempotencyKey: "2f0c3a4e-7b1d-4c55-9a53-6e0d1a2b3c4d",
	}
	b.ReportAllocs()
	for b.Loop() {
		operation, err := r.begin(line, "load")
		if err != nil {
			b.Fatal(err)
		}
		if err := operation.end("fail", nil, "seat_taken"); err != nil {
			b.Fatal(err)
		}
	}
}
