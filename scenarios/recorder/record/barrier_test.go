package record

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const never = time.Hour

// telling makes a function that is called before the waiters go one that has nothing to tell of it afterwards.
func telling(before func(barrierCounts, bool)) func(barrierCounts, bool) func() {
	return func(counts barrierCounts, timedOut bool) func() {
		before(counts, timedOut)
		return func() {}
	}
}

func TestBarrierReleasesAllOnceTheLastHasCome(t *testing.T) {
	const parties = 100
	var releases, through atomic.Int32
	b := newBarrier(parties, never, telling(func(counts barrierCounts, timedOut bool) {
		releases.Add(1)
		if counts != (barrierCounts{ready: parties}) || timedOut {
			t.Errorf("got %+v, timed out: %v", counts, timedOut)
		}
	}))
	var waiters sync.WaitGroup
	wait := func() {
		late, err := b.meet(t.Context(), true)
		if late || err != nil {
			t.Errorf("late: %v, error: %v", late, err)
		}
		through.Add(1)
	}
	for range parties - 1 {
		waiters.Go(wait)
	}
	waitFor(t, func() bool { counts, _ := b.waiting(); return counts.ready == parties-1 })
	if through.Load() != 0 {
		t.Fatal("someone went through before the last came")
	}
	waiters.Go(wait)
	waiters.Wait()
	if releases.Load() != 1 {
		t.Errorf("released %d times", releases.Load())
	}
}

func TestBarrierDoesNotWaitForTheAbsent(t *testing.T) {
	var got barrierCounts
	b := newBarrier(2, never, telling(func(counts barrierCounts, _ bool) { got = counts }))
	if late, err := b.meet(t.Context(), false); late || err != nil {
		t.Fatal(late, err)
	}
	if late, err := b.meet(t.Context(), true); late || err != nil {
		t.Fatal(late, err)
	}
	if got != (barrierCounts{ready: 1, absent: 1}) {
		t.Errorf("got %+v", got)
	}
}

func TestBarrierTimesOutAndTellsWhoeverComesLate(t *testing.T) {
	released := make(chan bool, 2)
	b := newBarrier(3, time.Millisecond, telling(func(_ barrierCounts, timedOut bool) { released <- timedOut }))
	if late, err := b.meet(t.Context(), true); err != nil {
		t.Fatal(late, err)
	}
	if !<-released {
		t.Error("the release should say that it timed out")
	}
	for range 2 {
		if late, err := b.meet(t.Context(), true); !late || err != nil {
			t.Errorf("late: %v, error: %v", late, err)
		}
	}
	if len(released) != 0 {
		t.Error("released twice")
	}
}

func TestBarrierLetsGoWhenItsBuyerIsCancelled(t *testing.T) {
	b := newBarrier(2, never, telling(func(barrierCounts, bool) { t.Error("nothing was to be released") }))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.meet(ctx, true); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestTheRecorderTellsOfItsBarrierOnTheTimeline(t *testing.T) {
	r, base := openRecorder(t)
	if _, err := r.meet(t.Context(), 2, never, false); err != nil {
		t.Fatal(err)
	}
	if err := r.flush(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.meet(t.Context(), 2, never, true); err != nil {
		t.Fatal(err)
	}
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`barrier-ready {"absent":1,"parties":2,"ready":0}`,
		`barrier-ready {"absent":1,"parties":2,"ready":1}`,
		`barrier-released {"absent":1,"parties":2,"ready":1}`,
	}
	lines := linesOf(t, base+".timeline.ndjson")
	if len(lines) != len(want) {
		t.Fatalf("got %v", lines)
	}
	for i, line := range lines {
		var read struct {
			Name   string
			Detail json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &read); err != nil {
			t.Fatal(err)
		}
		if got := read.Name + " " + string(read.Detail); got != want[i] {
			t.Errorf("got %s, want %s", got, want[i])
		}
	}
}

// waitFor polls what another goroutine is about to make true.
func waitFor(t *testing.T, seen func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !seen() {
		if time.Now().After(deadline) {
			t.Fatal("what was waited for did not come")
		}
		time.Sleep(100 * time.Microsecond)
	}
}
