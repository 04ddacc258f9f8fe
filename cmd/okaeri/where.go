package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"okaeri/internal/store"
)

// defaultFile is read from the working folder where neither --config nor OKAERI_CONFIG names a file.
const defaultFile = "okaeri.yaml"

// configFile is the configuration file in use, empty where there is none.
func configFile(named string) (string, error) {
	if named == "" {
		if _, err := os.Stat(defaultFile); errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		named = defaultFile
	}
	return filepath.Abs(named)
}

// anchor resolves where data are kept against the folder of the configuration file, so that every command that reads the same file works
// on the same data, whichever folder it was typed in.
func (c *Config) anchor(file string) {
	if file == "" {
		return
	}
	beside := func(path string) string {
		if path == "" || filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(filepath.Dir(file), path)
	}
	c.DataDir, c.KeyFile = beside(c.DataDir), beside(c.KeyFile)
	if path, ok := sqlitePath(c.Database); ok {
		c.Database = "sqlite://" + beside(path)
	}
}

// sqlitePath is the file of a SQLite database's URL.
func sqlitePath(url string) (string, bool) {
	path, ok := strings.CutPrefix(url, "sqlite:")
	return strings.TrimPrefix(path, "//"), ok
}

// exists refuses where there is neither database nor key file. A command that made them would answer for data that it never saw: an empty
// log in which nothing was changed, or a link that the server doesn't know. Of PostgreSQL the key file alone tells.
func (c *Config) exists() error {
	const mend = "this command makes none: run `okaeri serve` first, or name the server's configuration with --config"
	if path, ok := sqlitePath(c.databaseURL()); ok && missing(path) {
		return fmt.Errorf("there is no database at %s, and %s", absolute(path), mend)
	}
	if path := c.keyFile(); missing(path) {
		return fmt.Errorf("there is no key file at %s, and %s; if the file is lost, put its copy back", absolute(path), mend)
	}
	return nil
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// absolute is a path as people can look for it.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// openHouse opens database and keys for commands that work beside the server; it makes neither.
func openHouse(ctx context.Context, c *cli) (*house, error) {
	config, err := c.load()
	if err != nil {
		return nil, err
	}
	if err := config.exists(); err != nil {
		return nil, err
	}
	return newHouse(ctx, config, changes{})
}

// makeHouse opens database and keys, and makes them where there are none: for commands by which a server may begin.
func makeHouse(ctx context.Context, c *cli) (*house, error) {
	config, err := c.load()
	if err != nil {
		return nil, err
	}
	return begin(ctx, config)
}

// begin opens database and keys and makes what is missing, but no keys for a database that was begun with others: nothing in it could be
// read with them, and a new file in the place of the lost one would look right.
func begin(ctx context.Context, config Config) (*house, error) {
	if path := config.keyFile(); missing(path) {
		used, err := store.Used(ctx, config.databaseURL())
		if err != nil {
			return nil, unopened(err)
		}
		if used {
			return nil, &BadConfig{"key_file", absolute(path), "the file is missing, and nothing in the database can be read without its keys; " +
				"put the copy of the file back, or name a new database to begin anew"}
		}
	}
	return newHouse(ctx, config, changes{})
}
