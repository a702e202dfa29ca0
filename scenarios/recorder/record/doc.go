// Package record links onsale's history module and timeline output into k6.
//
// The output (`--out onsale`) opens a run's part files and aggregates latencies; the module (`k6/x/onsale`)
// writes history lines as operations happen, keeps the barrier, and reports events. One recorder serves
// both. See docs/history.md for the format and what it costs.
package record
