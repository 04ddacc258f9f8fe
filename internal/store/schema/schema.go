// Package schema brings a database's tables to the version that this program knows, the same way on both engines.
package schema

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
)

// Upgrade runs the migrations that are missing and returns the version of the tables. Tables of a newer program are refused and
// stay as they are: an older program would read them wrongly.
func Upgrade(ctx context.Context, p *goose.Provider) (int64, error) {
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	held, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, err
	}
	if held > newest {
		return 0, fmt.Errorf("the database's tables have version %d and this program knows %d: use the newer program", held, newest)
	}
	_, err = p.Up(ctx)
	return newest, err
}

// DropUnused drops indexes of the job queue that serve to search its jobs by what is in them, which nobody does here: a third and
// more of what a step costs PostgreSQL went into them (measured November 2026).
const DropUnused = `DROP INDEX IF EXISTS river_job_args_index; DROP INDEX IF EXISTS river_job_metadata_index; DROP INDEX IF EXISTS river_job_kind`
