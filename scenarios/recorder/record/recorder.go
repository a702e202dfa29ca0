package record

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Names of the environment variables that the generator's Node side sets.
const (
	envSource = "ONSALE_SOURCE"
	envParts  = "ONSALE_PARTS"
	envEpoch  = "ONSALE_EPOCH_NS"
)

// Recorder writes one k6 process's part of a run's evidence.
type Recorder struct {
	source    string
	base      string
	clock     clock
	history   *lineFile
	timeline  *lineFile
	latencies *latencies
	board     *board
	// Used by whoever flushes: the output's one flusher and, when that has ended, close.
	histograms histogramEncoder

	mu      sync.Mutex
	barrier *barrier
	told    barrierCounts
	// The first problem met outside a call that could return it.
	problem error
}

// current is the recorder of this process. k6 makes module and output apart, and this is where they meet.
var current atomic.Pointer[Recorder]

// errNoOutput tells whoever starts k6 without the output that opens the files.
var errNoOutput = errors.New("nothing is recorded: start k6 with --out onsale")

// open creates the part files and, last, the clock file.
func open(environment map[string]string) (*Recorder, error) {
	for _, name := range []string{envSource, envParts, envEpoch} {
		if environment[name] == "" {
			return nil, fmt.Errorf("the onsale output needs %s in the environment", name)
		}
	}
	epochNs, err := strconv.ParseInt(environment[envEpoch], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%s is to be ns of CLOCK_MONOTONIC: %w", envEpoch, err)
	}
	base := filepath.Join(environment[envParts], environment[envSource])
	r := &Recorder{source: environment[envSource], base: base, latencies: newLatencies(), board: newBoard()}
	if r.clock, err = startClock(epochNs); err != nil {
		return nil, err
	}
	if r.history, err = createLines(base + ".history.ndjson"); err != nil {
		return nil, err
	}
	if r.timeline, err = createLines(base + ".timeline.ndjson"); err != nil {
		return nil, err
	}
	return r, writeClock(base+".clock.json", r.source, r.clock)
}

// close writes the rest and, only if all was written, the end mark. It answers every problem there was.
func (r *Recorder) close() error {
	flushErr := r.flushAll()
	r.mu.Lock()
	defer r.mu.Unlock()
	history, historyErr := r.history.close()
	timeline, timelineErr := r.timeline.close()
	if err := errors.Join(r.problem, flushErr, historyErr, timelineErr); err != nil {
		return err
	}
	return writeWhole(r.base+".end.json", endMark{Source: r.source, History: history, Timeline: timeline})
}

// meet holds a buyer at the run's one barrier, which the first to come makes.
func (r *Recorder) meet(ctx context.Context, parties int, timeout time.Duration, ready bool) (bool, error) {
	r.mu.Lock()
	if r.barrier == nil {
		r.barrier = newBarrier(parties, timeout, func(counts barrierCounts, timedOut bool) func() {
			at := r.clock.now()
			return func() { r.tellRelease(at, timedOut, counts.detail(parties)) }
		})
	}
	barrier := r.barrier
	r.mu.Unlock()
	return barrier.meet(ctx, ready)
}

func (r *Recorder) tellRelease(at int64, timedOut bool, detail map[string]any) {
	name := "barrier-released"
	if timedOut {
		name = "barrier-timed-out"
	}
	r.keep(r.event(at, "barrier-ready", detail))
	r.keep(r.event(at, name, detail))
}

// tellWhoIsReady puts the gathering on the timeline, for those who watch the run.
func (r *Recorder) tellWhoIsReady() error {
	r.mu.Lock()
	barrier := r.barrier
	r.mu.Unlock()
	if barrier == nil {
		return nil
	}
	counts, open := barrier.waiting()
	if !open || counts == r.told {
		return nil
	}
	r.told = counts
	return r.event(r.clock.now(), "barrier-ready", counts.detail(barrier.parties))
}

func (r *Recorder) keep(err error) {
	if err == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.problem == nil {
		r.problem = err
	}
}
