package assess

import (
	"bytes"
	"io"

	"okaeri/internal/intake"
)

// named reads the applications once before they are judged, for the ids that an "after" names: no others need to be kept in memory,
// however long the file is. What can be read only once, as a pipe, gives nil. A line that cannot be read is told of later.
func named(in io.Reader) (map[string]bool, error) {
	file, ok := in.(io.ReadSeeker)
	if !ok {
		return nil, nil
	}
	start, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, nil // a pipe
	}
	ids := map[string]bool{}
	err = eachLine(file, func(int) {}, func(l line) bool {
		if bytes.Contains(l.text, []byte(`"after"`)) || bytes.Contains(l.text, []byte(`\u00`)) { // the name may be spelled in escapes
			if a, err := intake.DecodeApplication(l.text); err == nil {
				for _, id := range a.After {
					ids[id] = true
				}
			}
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	_, err = file.Seek(start, io.SeekStart)
	return ids, err
}
