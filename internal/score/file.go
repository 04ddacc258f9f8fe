package score

import "bytes"

// DefaultFile is the embedded parameter file, comments and all: what training starts from and writes its changes into.
func DefaultFile() []byte { return bytes.Clone(defaultFile) }
