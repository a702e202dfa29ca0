package record

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// clock reads a run's time: ns since the run's epoch on CLOCK_MONOTONIC, which is one for all containers of
// a host and is what Node's hrtime reads.
type clock struct {
	epochNs int64
	// The same instant as Go's time package knows it, to convert the times in k6's samples.
	anchor   time.Time
	anchorNs int64
}

func startClock(epochNs int64) (clock, error) {
	// Between the two readings little may pass; the tightest of a few tries is kept.
	best := clock{epochNs: epochNs}
	width := int64(1 << 62)
	for range 10 {
		before, err := monotonicNs()
		if err != nil {
			return clock{}, err
		}
		anchor := time.Now()
		after, err := monotonicNs()
		if err != nil {
			return clock{}, err
		}
		if after-before < width {
			width, best.anchor, best.anchorNs = after-before, anchor, before
		}
	}
	return best, nil
}

// now is in ns since the epoch.
func (c clock) now() int64 {
	return c.monotonicNs() - c.epochNs
}

// monotonicNs reads CLOCK_MONOTONIC as Go's time package does, without a system call, which would take as long as
// half of a line's writing.
func (c clock) monotonicNs() int64 {
	return c.anchorNs + time.Since(c.anchor).Nanoseconds()
}

// at converts a time of k6's, in ns since the epoch.
func (c clock) at(t time.Time) int64 {
	return c.anchorNs + t.Sub(c.anchor).Nanoseconds() - c.epochNs
}

func monotonicNs() (int64, error) {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		return 0, fmt.Errorf("read CLOCK_MONOTONIC: %w", err)
	}
	return ts.Nano(), nil
}

// clockReading is what the merge needs to place this source's times on the run's clock.
type clockReading struct {
	Source string `json:"source"`
	// Strings, since they exceed what a JSON number holds exactly.
	MonotonicNs  string `json:"monotonicNs"`
	WallNs       string `json:"wallNs"`
	ResolutionNs int64  `json:"resolutionNs"`
}

// writeClock writes the clock file. It is also the mark that the script was parsed and the output runs.
func writeClock(path, source string, c clock) error {
	var resolution unix.Timespec
	if err := unix.ClockGetres(unix.CLOCK_MONOTONIC, &resolution); err != nil {
		return fmt.Errorf("read the resolution of CLOCK_MONOTONIC: %w", err)
	}
	return writeWhole(path, clockReading{
		Source:       source,
		MonotonicNs:  fmt.Sprint(c.anchorNs),
		WallNs:       fmt.Sprint(c.anchor.UnixNano()),
		ResolutionNs: resolution.Nano(),
	})
}
