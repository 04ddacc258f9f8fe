package store

import (
	"bytes"
	"context"
	"slices"
	"strconv"

	"okaeri/internal/recovery"
)

// keptFigures is how many days of counts are kept.
const keptFigures = 400

// figureChunk is how many rows one statement adds.
const figureChunk = 500

// AddFigures adds counts to those of their days, and forgets the oldest.
func (s *Store) AddFigures(ctx context.Context, counts []recovery.Count, posts []recovery.Post) error {
	mail, err := s.sealPosts(posts)
	if err != nil {
		return err
	}
	return wrap("figures", s.within(ctx, func(tx *txn) error {
		for chunk := range slices.Chunk(counts, figureChunk) {
			args := make([]any, 0, 4*len(chunk))
			for _, c := range chunk {
				args = append(args, c.Day, c.Name, c.Label, c.N)
			}
			_, err := s.exec(ctx, tx, `INSERT INTO figures (day, name, label, n) VALUES `+values(len(chunk), 4)+
				` ON CONFLICT (day, name, label) DO UPDATE SET n = figures.n + excluded.n`, args...)
			if err != nil {
				return err
			}
		}
		for chunk := range slices.Chunk(mail, figureChunk) {
			_, err := s.exec(ctx, tx, `INSERT INTO figure_posts (day, domain, owners, sealed, sent, deferred, refused, people) VALUES `+
				values(len(chunk), 8)+` ON CONFLICT (day, domain, owners) DO UPDATE SET sent = figure_posts.sent + excluded.sent,
				deferred = figure_posts.deferred + excluded.deferred, refused = figure_posts.refused + excluded.refused,
				people = figure_posts.people | excluded.people`, slices.Concat(chunk...)...)
			if err != nil {
				return err
			}
		}
		return s.forgetFigures(ctx, tx)
	}))
}

// sealPosts are the rows of posts, in the order of their keys so that servers which write the same ones don't wait in a circle.
func (s *Store) sealPosts(posts []recovery.Post) ([][]any, error) {
	out := make([][]any, 0, len(posts))
	for _, p := range posts {
		sealed, err := s.vault.Seal(nil, "figures", "domain", []byte(p.Domain))
		if err != nil {
			return nil, err
		}
		out = append(out, []any{p.Day, s.vault.Index("figure-domain", p.Domain), bit(p.Owners), sealed, p.Sent, p.Deferred, p.Refused, p.People})
	}
	slices.SortFunc(out, func(a, b []any) int { return bytes.Compare(a[1].([]byte), b[1].([]byte)) })
	return out, nil
}

func (s *Store) forgetFigures(ctx context.Context, tx *txn) error {
	day, err := strconv.Atoi(s.now().AddDate(0, 0, -keptFigures).Format("20060102"))
	if err != nil {
		return err
	}
	for _, table := range []string{"figures", "figure_posts"} {
		if _, err := s.exec(ctx, tx, `DELETE FROM `+table+` WHERE day < ?`, day); err != nil {
			return err
		}
	}
	return nil
}

// countedFigures sums counts over all days.
func (s *Store) countedFigures(ctx context.Context, q recovery.FigureQuery) (out []recovery.Count, err error) {
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var c recovery.Count
		err := scan(&c.Name, &c.Label, &c.N)
		out = append(out, c)
		return err
	}, `SELECT name, label, CAST(sum(n) AS BIGINT) FROM figures WHERE day >= ? GROUP BY name, label ORDER BY name, label`, q.Since)
	return out, err
}

// posted sums letters over all days by domain; those to owners of days that are over. Domains of which almost nothing is known are
// opened by nobody: they come together as one row without a name.
func (s *Store) posted(ctx context.Context, q recovery.FigureQuery) ([]recovery.Post, error) {
	const seen = ` FROM figure_posts WHERE day >= ? AND (owners = 0 OR day < ?)`
	const rare = ` (SELECT domain, owners` + seen + ` GROUP BY domain, owners HAVING sum(sent + deferred + refused) < 5)`
	byKey := map[string]*recovery.Post{}
	var order []string
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var domain, sealed []byte
		var owners int64
		var p recovery.Post
		if err := scan(&domain, &owners, &sealed, &p.Sent, &p.Deferred, &p.Refused, &p.People); err != nil {
			return err
		}
		key := strconv.FormatInt(owners, 10) + string(domain)
		if old := byKey[key]; old != nil {
			old.Sent, old.Deferred, old.Refused, old.People = old.Sent+p.Sent, old.Deferred+p.Deferred, old.Refused+p.Refused, old.People|p.People
			return nil
		}
		name, err := s.vault.Open(nil, "figures", "domain", sealed)
		p.Domain, p.Owners = string(name), owners != 0
		byKey[key], order = &p, append(order, key)
		return err
	}, `SELECT domain, owners, sealed, sent, deferred, refused, people`+seen+` AND (domain, owners) NOT IN`+rare, q.Since, q.Today, q.Since, q.Today)
	if err != nil {
		return nil, err
	}
	out := make([]recovery.Post, 0, len(order)+2)
	for _, key := range order {
		out = append(out, *byKey[key])
	}
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var owners int64
		var p recovery.Post
		err := scan(&owners, &p.Sent, &p.Deferred, &p.Refused)
		p.Owners = owners != 0
		out = append(out, p)
		return err
	}, `SELECT owners, CAST(sum(sent) AS BIGINT), CAST(sum(deferred) AS BIGINT), CAST(sum(refused) AS BIGINT)`+seen+` AND (domain, owners) IN`+rare+
		` GROUP BY owners`, q.Since, q.Today, q.Since, q.Today)
	return out, err
}

// upkeep is how the house itself stands; jobs are those of the tally.
func (s *Store) upkeep(ctx context.Context, jobs map[string]int64) (u recovery.Upkeep, err error) {
	u.Waiting, u.Scheduled, u.Retried = jobs["available"]+jobs["pending"]+jobs["running"], jobs["scheduled"], jobs["retryable"]
	said, kinds := s.toApplicant()
	err = s.row(ctx, s.db.Reader(), `SELECT count(*) FROM river_job j WHERE j.state IN ('available', 'pending', 'retryable', 'running')
		AND j.queue = 'letters' AND `+said, kinds...).Scan(&u.Letters)
	if err != nil {
		return u, err
	}
	var checkpoint int64
	if err = s.row(ctx, s.db.Reader(), `SELECT coalesce(max(at), 0) FROM audit_batches`).Scan(&checkpoint); err != nil {
		return u, err
	}
	u.Checkpoint = moment(checkpoint)
	u.Backup, err = s.LastBackup(ctx)
	return u, err
}

// toApplicant is the condition that a job of the queue sends a letter to an applicant. Letters to owners are counted nowhere one by one:
// that there is one tells that the account exists.
func (s *Store) toApplicant() (said string, kinds []any) {
	letter := `json_extract(CAST(j.args AS text), '$.letter')`
	if s.db.Name() == "postgres" {
		letter = `j.args ->> 'letter'`
	}
	kinds = applicantKinds()
	return `EXISTS (SELECT 1 FROM letters l WHERE l.id = ` + letter + ` AND l.kind IN (` + marks(len(kinds)) + `))`, kinds
}

// applicantKinds are the kinds of letters to applicants, to be bound.
func applicantKinds() []any {
	var kinds []any
	for _, kind := range recovery.ToApplicants {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

// noteBackup keeps when the last whole backup was written.
func (s *Store) noteBackup(ctx context.Context) error {
	_, err := s.exec(ctx, s.db.Writer(), `INSERT INTO meta (name, value) VALUES ('backup', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		[]byte(strconv.FormatInt(stamp(s.now()), 10)))
	return err
}
