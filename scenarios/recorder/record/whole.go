package record

import (
	"fmt"
	"os"
)

// endMark says that all was written, and how much that is. A part without one, or of another length, is not
// all that happened.
type endMark struct {
	Source string `json:"source"`
	// Lines of the part files.
	History  int64 `json:"history"`
	Timeline int64 `json:"timeline"`
}

// writeWhole writes a file of one JSON object and renames it into place: whoever sees it sees all of it.
func writeWhole(path string, object any) error {
	text, err := encode(object)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(path+".new", path)
}
