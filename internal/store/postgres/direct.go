package postgres

import "context"

// Exec runs a statement and returns how many rows it changed.
func (d *DB) Exec(ctx context.Context, query string, args []any) (int64, error) {
	t, err := d.pool.Exec(ctx, d.Bind(query), args...)
	return t.RowsAffected(), err
}

// Together runs a statement that finds one row by its key: it reads it into to, or changes it where to is empty, in one journey with others
// that are asked at the same moment. It returns how many rows it changed, and sql.ErrNoRows where there is none to read.
func (d *DB) Together(ctx context.Context, query string, args []any, to ...any) (int64, error) {
	if len(to) > 0 {
		return d.reads.ask(ctx, one(d.Bind(query), args), to...)
	}
	return d.writes.ask(ctx, one(d.Bind(query), args))
}

// Row is the one row of a query; its Scan returns sql.ErrNoRows where there is none.
func (d *DB) Row(ctx context.Context, query string, args []any) interface{ Scan(to ...any) error } {
	return d.pool.QueryRow(ctx, d.Bind(query), args...)
}

// Each runs a query and hands each row's Scan to f.
func (d *DB) Each(ctx context.Context, query string, args []any, f func(scan func(...any) error) error) error {
	rows, err := d.pool.Query(ctx, d.Bind(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
