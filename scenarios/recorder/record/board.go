package record

import (
	"context"
	"sync"
	"time"
)

// posting is what one buyer told the others, as the script gave it.
type posting struct {
	buyer  string
	detail map[string]any
}

// board is where buyers tell each other of their bookings. All of a run's buyers live in one process.
type board struct {
	mu       sync.Mutex
	postings []posting
	// The next one to be handed out, so that those who ask do not all get the same.
	next int
	// Closed, and replaced, at each posting: that wakes every waiter.
	posted chan struct{}
}

func newBoard() *board { return &board{posted: make(chan struct{})} }

func (b *board) post(buyer string, detail map[string]any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.postings = append(b.postings, posting{buyer, detail})
	close(b.posted)
	b.posted = make(chan struct{})
}

// another waits for a posting of someone else, and answers nil when there was none in time. Ends with the
// context's error when that ends first.
func (b *board) another(ctx context.Context, buyer string, timeout time.Duration) (map[string]any, error) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		detail, posted := b.find(buyer)
		if detail != nil {
			return detail, nil
		}
		select {
		case <-posted:
		case <-timer.C:
			return nil, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// find answers the next posting that is not the buyer's own, or what is closed when there is one more.
func (b *board) find(buyer string) (map[string]any, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.postings {
		found := b.postings[b.next%len(b.postings)]
		b.next++
		if found.buyer != buyer {
			return found.detail, nil
		}
	}
	return nil, b.posted
}
