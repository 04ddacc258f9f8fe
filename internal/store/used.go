package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"okaeri/internal/store/postgres"
)

// Used tells whether a database holds something of ours already, and changes nothing: whoever would make new keys has to know, since what is
// in it can only be read with those it was begun with.
func Used(ctx context.Context, url string) (bool, error) {
	path, file := strings.CutPrefix(url, "sqlite:")
	if !file {
		return postgres.Used(ctx, url)
	}
	info, err := os.Stat(strings.TrimPrefix(path, "//"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.Size() > 0, err
}
