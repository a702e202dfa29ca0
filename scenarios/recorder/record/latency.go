package record

import (
	"cmp"
	"slices"
	"sync"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// Of the contract (reports/evidence/timeline.ts): µs, 1 µs to 2 minutes, 3 significant digits.
const (
	lowestMicros  = 1
	highestMicros = 120_000_000
	digits        = 3
)

// sample is one request or operation that ended. Times are in ns since the epoch.
type sample struct {
	of, name, phase   string
	endNs, durationNs int64
	failed            bool
}

type seriesKey struct {
	second          int64
	of, name, phase string
}

type series struct {
	seriesKey
	histogram *hdr.Histogram
	errors    int64
}

// latencies keeps one histogram per second (that of the end), kind, name and phase. Histograms of fixed
// buckets add up over seconds, phases and processes; percentiles never do.
type latencies struct {
	mu   sync.Mutex
	open map[seriesKey]*series
	// Emptied histograms: 150 kB each, and the same few are needed every second.
	spare []*hdr.Histogram
}

func newLatencies() *latencies {
	return &latencies{open: map[seriesKey]*series{}}
}

func (l *latencies) add(s sample) {
	key := seriesKey{second: floorDiv(s.endNs, 1_000_000_000), of: s.of, name: s.name, phase: s.phase}
	micros := min(max(s.durationNs/1_000, lowestMicros), highestMicros)
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.open[key]
	if of == nil {
		of = &series{seriesKey: key, histogram: l.fresh()}
		l.open[key] = of
	}
	// Clamped above, so that it always fits.
	_ = of.histogram.RecordValue(micros)
	if s.failed {
		of.errors++
	}
}

func (l *latencies) fresh() *hdr.Histogram {
	if n := len(l.spare); n > 0 {
		histogram := l.spare[n-1]
		l.spare = l.spare[:n-1]
		return histogram
	}
	return hdr.New(lowestMicros, highestMicros, digits)
}

// take removes the series of all seconds before the given one, in order of time and name.
func (l *latencies) take(before int64) []*series {
	l.mu.Lock()
	defer l.mu.Unlock()
	var taken []*series
	for key, of := range l.open {
		if key.second < before {
			taken = append(taken, of)
			delete(l.open, key)
		}
	}
	slices.SortFunc(taken, func(a, b *series) int {
		return cmp.Or(
			cmp.Compare(a.second, b.second), cmp.Compare(a.of, b.of),
			cmp.Compare(a.name, b.name), cmp.Compare(a.phase, b.phase),
		)
	})
	return taken
}

// giveBack lets the histograms of written series be used again.
func (l *latencies) giveBack(written []*series) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, of := range written {
		of.histogram.Reset()
		l.spare = append(l.spare, of.histogram)
	}
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}
