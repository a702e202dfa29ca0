package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
)

// lineFile takes one line at a time with one write(2) each, so that a killed process loses no line and cuts
// none: what was recorded is with the kernel when the call returns.
type lineFile struct {
	mu   sync.Mutex
	file *os.File
	line []byte
	// Lines written whole.
	count int64
	// The first write that failed: from then on lines are missing, or cut.
	failed error
}

func createLines(path string) (*lineFile, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("create a part file: %w", err)
	}
	return &lineFile{file: file}, nil
}

// write appends one JSON object.
func (l *lineFile) write(object any) error {
	body, err := encode(object)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.append(body)
}

// writeTimed appends one JSON object: `time`, and the members that the parts make up, each behind its comma. The
// clock is read under the lock, so that the lines of a file stand in the order of their times. Returns that time.
func (l *lineFile) writeTimed(now func() int64, parts ...[]byte) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	time := now()
	l.line = strconv.AppendInt(append(l.line[:0], `{"time":`...), time, 10)
	for _, part := range parts {
		l.line = append(l.line, part...)
	}
	l.line = append(l.line, "}\n"...)
	return time, l.append(l.line)
}

func (l *lineFile) append(line []byte) error {
	if _, err := l.file.Write(line); err != nil {
		err = fmt.Errorf("append to a part file: %w", err)
		if l.failed == nil {
			l.failed = err
		}
		return err
	}
	l.count++
	return nil
}

// close answers how many lines the file holds, and every reason why those may not be all.
func (l *lineFile) close() (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	syncErr := l.file.Sync()
	if syncErr != nil {
		syncErr = fmt.Errorf("sync a part file: %w", syncErr)
	}
	return l.count, errors.Join(l.failed, syncErr, l.file.Close())
}

// encode gives one line of JSON with its newline.
func encode(object any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	// NDJSON is no HTML; the text stays as it was.
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object); err != nil {
		return nil, fmt.Errorf("encode a line: %w", err)
	}
	return buffer.Bytes(), nil
}
