package record

import (
	"context"
	"sync"
	"time"
)

// barrier holds every buyer until all parties have come, then lets all of them go at one instant: one
// channel is closed, which wakes every waiter.
type barrier struct {
	parties  int
	released chan struct{}
	// Called once, right before the waiters are let go; what it gives, right after: telling of it holds nobody up.
	onRelease func(counts barrierCounts, timedOut bool) func()

	mu     sync.Mutex
	counts barrierCounts
	done   bool
	timer  *time.Timer
}

// barrierCounts says who came: ready to go, or to say that they cannot.
type barrierCounts struct {
	ready, absent int
}

func (c barrierCounts) detail(parties int) map[string]any {
	return map[string]any{"ready": c.ready, "absent": c.absent, "parties": parties}
}

// newBarrier starts the clock: whoever has not come after the time-out is late.
func newBarrier(parties int, timeout time.Duration, onRelease func(barrierCounts, bool) func()) *barrier {
	b := &barrier{parties: parties, released: make(chan struct{}), onRelease: onRelease}
	b.timer = time.AfterFunc(timeout, func() {
		b.mu.Lock()
		b.release(true)
	})
	return b
}

// meet waits for the others. It is true for one who came after the release. An absentee only reports, so
// that nobody waits for them. Ends with the context's error when that ends first.
func (b *barrier) meet(ctx context.Context, ready bool) (late bool, err error) {
	b.mu.Lock()
	late = b.done
	if ready {
		b.counts.ready++
	} else {
		b.counts.absent++
	}
	if !late && b.counts.ready+b.counts.absent >= b.parties {
		b.release(false)
	} else {
		b.mu.Unlock()
	}
	if !ready || late {
		return late, nil
	}
	select {
	case <-b.released:
		return false, nil
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
}

// release is called with the lock held, and gives it back.
func (b *barrier) release(timedOut bool) {
	if b.done {
		b.mu.Unlock()
		return
	}
	b.done = true
	b.timer.Stop()
	tell := b.onRelease(b.counts, timedOut)
	close(b.released)
	b.mu.Unlock()
	tell()
}

// waiting tells who has come, while some have not.
func (b *barrier) waiting() (counts barrierCounts, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counts, !b.done
}
