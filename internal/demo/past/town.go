package past

import (
	"context"
	"fmt"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/simulate"
)

// Open is how many applications are in front of people when the present is reached.
const Open = 40

// weeks is how far back it begins.
const weeks = 3 * 7 * day

const day = 24 * time.Hour

// Config is the house that the town lives around.
type Config struct {
	Story  recovery.Parts    // the house's own, with its store itself
	People []simulate.Person // whose accounts are known there already
	Spare  string            // the account that the visitor plays with: nobody here applies for it
	Seed   uint64
	Now    time.Time
	Lang   string                        // of the people at the desk
	Say    func(key, lang string) string // the text catalogue

	Figures recovery.FigureStore // where counts go, by the days of Zone
	Zone    *time.Location
}

// town is the past being played.
type town struct {
	*agenda
	Config
	past *recovery.Recovery
	mail map[string]*application // by reference number
	cast *cast
	form *form

	sheets []*application // whom wanderers are like
}

func (t *town) say(key, lang string) string { return t.Say(key, lang) }

// Play lets the past happen and hands what lies ahead to the house's own queue, which must rest until then: it would take for overdue
// what has only not happened yet.
func Play(ctx context.Context, c Config) error {
	t := &town{agenda: &agenda{now: c.Now.Add(-weeks)}, Config: c, mail: map[string]*application{}}
	t.form = t.newForm()
	err := t.tell()
	if err == nil {
		t.cast, err = t.audition()
	}
	if err == nil {
		err = t.perform(ctx)
	}
	if err == nil {
		err = t.form.Flush(ctx)
	}
	if err != nil {
		return fmt.Errorf("the demo's past: %w", err)
	}
	return nil
}

// perform plays the plot. What the machine says is not always what it said at the audition, so whoever is missing in front of people
// comes in the last minutes.
func (t *town) perform(ctx context.Context) error {
	for _, p := range plot() {
		if err := t.enter(ctx, p); err != nil {
			return err
		}
	}
	t.wander()
	const closing = 5 * time.Minute
	for minutes := 4 * closing; minutes > 0; minutes -= closing {
		if err := t.agenda.play(ctx, t.Now.Add(-minutes), t.past.Handle); err != nil {
			return err
		}
		open, err := t.Story.Store.List(ctx, recovery.Reviewing, 2*Open)
		if err != nil {
			return err
		}
		for range Open - len(open) {
			if err := t.enter(ctx, part{who: owner, goes: decision.Review, ago: minutes - closing/2}); err != nil {
				return err
			}
		}
	}
	if err := t.agenda.play(ctx, t.Now, t.past.Handle); err != nil {
		return err
	}
	return t.wakeLater(ctx, t.agenda.ahead())
}

// tell makes a teller of the past: the house's own story under another clock, with the agenda for a queue and nobody in a hurry.
func (t *town) tell() error {
	parts := t.Story
	letters := &post{Writer: parts.Writer, deliver: func(to string, l notice.Letter) {
		if a := t.mail[l.Ref]; a != nil {
			a.read(to, l)
		}
	}}
	parts.Store, parts.Limiter, parts.Now = shelf{t.Story.Store, t.agenda}, unhurried{}, func() time.Time { return t.agenda.now }
	parts.Writer, parts.Mailer = letters, letters
	parts.Delivered = t.form.Letter
	parts.Timing, parts.Limits = recovery.DefaultTiming(), recovery.DefaultLimits()
	var err error
	t.past, err = recovery.New(parts)
	return err
}

// wakeLater puts what lies ahead into the house's own queue.
func (t *town) wakeLater(ctx context.Context, jobs []recovery.Job) error {
	byCase := map[string][]recovery.Job{}
	for _, j := range jobs {
		byCase[j.CaseID] = append(byCase[j.CaseID], j)
	}
	for id, jobs := range byCase {
		err := t.Story.Store.Update(ctx, id, func(s *recovery.Step) error {
			s.Jobs = jobs
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
