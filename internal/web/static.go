package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// assets are the style, scripts and icons, kept in memory as they go over the wire.
type assets struct {
	byName map[string]*asset // by plain name and by name with hash
}

type asset struct {
	hashed string // file name that changes with the content: okaeri.1a2b3c4d.css
	kind   string
	plain  []byte
	zipped []byte
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// readAssets reads static/. Addresses with a hash of the content can be cached for a year; the plain name stays for pages of other
// rooms that only want our style.
func readAssets(files fs.FS) (*assets, error) {
	names, err := fs.Glob(files, "static/*")
	if err != nil {
		return nil, err
	}
	a := &assets{byName: map[string]*asset{}}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		ext := path.Ext(name)
		kind, ok := assetKinds[ext]
		if !ok {
			return nil, fmt.Errorf("web: %s: no content type for it", name)
		}
		sum := sha256.Sum256(data)
		name = path.Base(name)
		one := &asset{hashed: strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext, kind: kind, plain: data}
		if one.zipped, err = zip(data); err != nil {
			return nil, err
		}
		a.byName[name], a.byName[one.hashed] = one, one
	}
	return a, nil
}

func zip(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Asset returns the address of a file of static/.
func (s *Shell) Asset(name string) string {
	if a := s.assets.byName[name]; a != nil {
		name = a.hashed
	}
	return s.base() + "/static/" + name
}

// static serves the files.
func (s *Shell) static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	a := s.assets.byName[name]
	if a == nil {
		s.Fail(w, r, http.StatusNotFound, "missing")
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "no-cache")
	if name == a.hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who has gone away is no fault
	}
}
