package recovery

import (
	"slices"
	"strings"
	"time"

	"okaeri/internal/notice"
)

// previews are the letters that granting and refusing would send. A letter that can't be written now is left out; the real one says why.
func (r *Recovery) previews(c *Case, hours int, again time.Time) map[string]notice.Message {
	leaves := r.Timing.nextMark(r.Now())
	decline := map[string]string{"kinds": strings.Join(c.Private.Advice, ","), "again": stamp(again)}
	if c.Desk.Appealed.IsZero() { // other people can be asked once
		decline["appeal"], decline["till"] = r.link("status"), stamp(leaves.Add(appealFor))
	}
	out := map[string]notice.Message{}
	for name, l := range map[string]notice.Letter{
		"grant":   {Kind: notice.Granted, Data: map[string]string{"opens": stamp(leaves.Add(r.Timing.hold(hours)))}},
		"decline": {Kind: notice.Declined, Data: decline},
	} {
		if m, err := r.preview(l, c.Ref, c.Language); err == nil {
			out[name] = m
		}
	}
	return out
}

// AskLetter is the letter that AskMore would send now for these kinds to the applicant of a case that this person holds; an empty one where
// it would send none.
func (r *Recovery) AskLetter(l *Look, kinds []string) notice.Message {
	if !l.Mine || askable(kinds) != nil {
		return notice.Message{}
	}
	m, err := r.preview(notice.Letter{Kind: notice.NeedMore, Data: asking(kinds, r.Now().Add(askFor))}, l.Row.Ref, l.Row.Language)
	if err != nil {
		return notice.Message{}
	}
	return m
}

// preview words a letter as its job would.
func (r *Recovery) preview(l notice.Letter, ref, lang string) (notice.Message, error) {
	l.Lang, l.Ref = lang, ref
	l.Data["ref"], l.Data["check"], l.Data["status"] = ref, r.link("check"), r.link("status")
	return r.Writer.Write(l)
}

// asking is what the letter that asks for more says.
func asking(kinds []string, until time.Time) map[string]string {
	return map[string]string{"until": stamp(until), "kinds": strings.Join(kinds, ",")}
}

// askable refuses kinds that nobody can be asked for.
func askable(kinds []string) error {
	if len(kinds) == 0 {
		return &Refused{"kinds_missing"}
	}
	for _, kind := range kinds {
		if !slices.Contains(AskKinds, kind) {
			return &Refused{"kind_unknown"}
		}
	}
	return nil
}
