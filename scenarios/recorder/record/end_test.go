package record

import (
	"os"
	"strings"
	"testing"
)

func holdOnce(t *testing.T, r *Recorder) error {
	t.Helper()
	held, err := r.begin(historyLine{Process: "u1", F: "hold", Key: "7"}, "load")
	if err != nil {
		return err
	}
	return held.end("ok", nil, "")
}

func TestTheEndMarkCountsTheLines(t *testing.T) {
	r, base := openRecorder(t)
	if err := holdOnce(t, r); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(base + ".end.json"); !os.IsNotExist(err) {
		t.Fatal("an end mark before the end")
	}
	if err := r.event(1, "phase", nil); err != nil {
		t.Fatal(err)
	}
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	// The timeline: the event, and the hold's histogram.
	want := `{"source":"k6-0","history":2,"timeline":2}`
	if got := linesOf(t, base+".end.json"); len(got) != 1 || got[0] != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if got := len(linesOf(t, base+".history.ndjson")); got != 2 {
		t.Errorf("history: %d lines", got)
	}
	if got := len(linesOf(t, base+".timeline.ndjson")); got != 2 {
		t.Errorf("timeline: %d lines", got)
	}
}

func TestAWriteThatFailedOnceLeavesNoEndMark(t *testing.T) {
	files := map[string]func(*Recorder) *lineFile{
		"history":  func(r *Recorder) *lineFile { return r.history },
		"timeline": func(r *Recorder) *lineFile { return r.timeline },
	}
	for name, of := range files {
		t.Run(name, func(t *testing.T) {
			r, base := openRecorder(t)
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer full.Close()
			lines := of(r)
			sound := lines.file
			lines.file = full
			if lines.write(map[string]any{}) == nil {
				t.Fatal("want an error of a full disk")
			}
			// There is room again, and all else is written.
			lines.file = sound
			if err := holdOnce(t, r); err != nil {
				t.Fatal(err)
			}
			if err := r.close(); err == nil || !strings.Contains(err.Error(), "no space left") {
				t.Errorf("want the kept error, got %v", err)
			}
			if _, err := os.Stat(base + ".end.json"); !os.IsNotExist(err) {
				t.Error("there is an end mark, and a line is missing")
			}
		})
	}
}

func TestStopSaysOnStandardErrorThatTheRecordIsNotWhole(t *testing.T) {
	dir := t.TempDir()
	out := &timelineOutput{environment: map[string]string{envSource: "k6-0", envParts: dir, envEpoch: "0"}}
	if err := out.Start(); err != nil {
		t.Fatal(err)
	}
	out.recorder.history.file.Close()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = write
	err = out.Stop()
	os.Stderr = stderr
	write.Close()
	if err == nil {
		t.Error("want an error")
	}
	said := make([]byte, 4096)
	n, _ := read.Read(said)
	if !strings.Contains(string(said[:n]), "the record of k6-0 is not whole") {
		t.Errorf("said %q", said[:n])
	}
}
