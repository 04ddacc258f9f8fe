package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/text"
)

// CaseCmd works on cases from the command line: the same methods, and so the same rules, as the pages of the desk.
type CaseCmd struct {
	List     CaseListCmd     `cmd:"" help:"List cases, those with the least time left first. Example: okaeri case list --state reviewing --json"`
	Show     CaseShowCmd     `cmd:"" help:"Show what the engine found in a case, never what was held or typed. Example: okaeri case show 7K2-4M9-QX"`
	Claim    CaseClaimCmd    `cmd:"" help:"Take a case for an hour: the next that waits, or a certain one, which is counted. Example: okaeri case claim"`
	Release  CaseReleaseCmd  `cmd:"" help:"Give a case back to the queue. Example: okaeri case release 7K2-4M9-QX"`
	Decide   CaseDecideCmd   `cmd:"" help:"Decide a case that you claimed. Example: okaeri case decide 7K2-4M9-QX --grant --reason evidence_sufficient --words \"Old passwords and device agree.\""`
	Note     CaseNoteCmd     `cmd:"" help:"Tell the others at the desk something. Example: okaeri case note 7K2-4M9-QX --words \"Seen at the counter, passport at hand.\""`
	Ask      CaseAskCmd      `cmd:"" help:"Ask the applicant for more, by letter. Example: okaeri case ask 7K2-4M9-QX --kind past_password --kind mail_subject"`
	Escalate CaseEscalateCmd `cmd:"" help:"Hand a case to the seniors. Example: okaeri case escalate 7K2-4M9-QX --words \"The helper is known to us.\""`
}

// CaseListCmd lists cases.
type CaseListCmd struct {
	State string `help:"Only cases in this state." default:"reviewing" enum:"draft,submitted,judged,reviewing,holding,ready,restoring,restored,undone,declined,contested,withdrawn,expired"`
	Most  int    `help:"At most so many." default:"100"`
	JSON  bool   `help:"Print one JSON object a line."`
}

// caseLine is a case in a list: nothing of what was typed.
type caseLine struct {
	Ref       string              `json:"ref"`
	State     recovery.State      `json:"state"`
	Machine   recovery.Suggestion `json:"machine,omitempty"` // what the engine suggests
	Due       time.Time           `json:"due"`
	Submitted time.Time           `json:"submitted"`
	Language  string              `json:"language"`
	Profile   decision.Profile    `json:"profile,omitempty"`
	People    int                 `json:"people"` // how many have to agree
	Votes     int                 `json:"votes"`
}

// Run lists.
func (l *CaseListCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	cases, err := h.store.List(ctx, recovery.State(l.State), l.Most)
	if err != nil {
		return err
	}
	lines := make([]caseLine, 0, len(cases))
	for _, c := range cases {
		lines = append(lines, line(c))
	}
	if l.JSON {
		return printJSON(os.Stdout, lines)
	}
	if len(lines) == 0 {
		fmt.Printf("There is no case in the state %s.\n", l.State)
		return nil
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "REFERENCE\tSTATE\tENGINE SAYS\tDUE\tPROFILE\tPEOPLE")
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d of %d\n", l.Ref, l.State, l.Machine, l.Due.Format(time.RFC3339), l.Profile, l.Votes, l.People)
	}
	return w.Flush()
}

func line(c *recovery.Case) caseLine {
	l := caseLine{
		Ref: c.Ref, State: c.State, Due: c.Due.UTC(), Submitted: c.Submitted.UTC(), Language: c.Language,
		Profile: c.Profile, People: c.People(), Votes: len(c.Private.Votes),
	}
	if c.Private.Assessment != nil {
		l.Machine = c.Suggestion()
	}
	return l
}

func printJSON[T any](w io.Writer, lines []T) error {
	enc := json.NewEncoder(w)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// CaseShowCmd shows one case.
type CaseShowCmd struct {
	Ref  string `arg:"" help:"Reference number."`
	JSON bool   `help:"Print JSON."`
	By   string `help:"Who looks; the signed-in user of this machine unless given by root." placeholder:"LOGIN"`
}

// caseView is a case as a reviewer sees it: how each claim compares, never either side of the comparison. Votes of others stay out of
// sight until the case is decided (H3).
type caseView struct {
	caseLine
	Kind       recovery.Kind       `json:"kind"`
	Suggestion recovery.Suggestion `json:"suggestion"`
	Assisted   bool                `json:"assisted"`
	Disputed   bool                `json:"disputed"`
	Attempt    int                 `json:"attempt"`
	Bits       decision.Bits       `json:"bits"`
	Threshold  decision.Threshold  `json:"threshold"`
	Flags      []decision.Flag     `json:"flags,omitempty"`
	Findings   []findingLine       `json:"findings"`
	Voted      []recovery.Voted    `json:"voted,omitempty"`
	Decisions  []recovery.Vote     `json:"decisions,omitempty"`
	Notes      []recovery.Note     `json:"notes,omitempty"`
	Bar        string              `json:"bar,omitempty"` // why the one who asks may not work on it
}

// findingLine is one row of evidence.
type findingLine struct {
	Kind   string        `json:"kind"`
	Mark   recovery.Mark `json:"mark"`
	Level  string        `json:"level,omitempty"`
	Bits   decision.Bits `json:"bits"`
	Held   recovery.Age  `json:"held,omitempty"`
	Typed  int           `json:"typed"` // how many answers
	Reason string        `json:"reason,omitempty"`
}

// Run shows. The view is written down like every other.
func (s *CaseShowCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	me, err := h.actor(ctx, s.By)
	if err != nil {
		return err
	}
	look, err := h.recovery.Open(ctx, me, s.Ref)
	if err != nil {
		return explain(s.Ref, err)
	}
	v := h.view(look)
	if s.JSON {
		return printJSON(os.Stdout, []caseView{v})
	}
	return v.print(os.Stdout)
}

// view words what the desk may see of a case.
func (h *house) view(l *recovery.Look) caseView {
	r := l.Row
	v := caseView{
		caseLine: caseLine{
			Ref: r.Ref, State: l.State, Machine: l.Machine.Suggestion, Due: r.Due.UTC(), Submitted: r.Submitted.UTC(), Language: r.Language,
			Profile: r.Profile, People: r.People, Votes: r.Votes,
		},
		Kind: r.Kind, Suggestion: l.Machine.Suggestion, Assisted: l.Assisted.By != "" || l.Helper != "" || l.Shop != "", Disputed: l.Disputed,
		Attempt: l.Attempt, Bits: l.Machine.Bits, Threshold: l.Machine.Threshold, Flags: l.Machine.Flags, Voted: l.Voted, Decisions: l.Decisions,
		Notes: l.Notes, Bar: l.Bar,
	}
	for _, e := range l.Evidence {
		line := findingLine{Kind: e.Kind, Mark: e.Mark, Level: string(e.Finding.Level), Bits: e.Finding.Bits, Held: e.Age, Typed: e.Answers}
		if e.Mark != recovery.Unknown {
			line.Reason = e.Finding.Explained(func(key string, args map[string]string) string { return h.catalogue.T(cliLanguage(), key, args) })
		}
		v.Findings = append(v.Findings, line)
	}
	return v
}

func (v caseView) print(w io.Writer) error {
	fmt.Fprintf(w, "%s  %s, engine suggests %s, due %s\n", v.Ref, v.State, v.Machine, v.Due.Format(time.RFC3339))
	fmt.Fprintf(w, "%s, profile %s, attempt %d, assisted %t, disputed %t, %d of %d people\n", v.Kind, v.Profile, v.Attempt, v.Assisted, v.Disputed, v.Votes, v.People)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "KIND\tCOMPARED\tBITS\tREASON")
	for _, f := range v.Findings {
		fmt.Fprintf(t, "%s\t%s\t%+.1f\t%s\n", f.Kind, f.Mark, bits(f.Bits), f.Reason)
	}
	fmt.Fprintf(t, "together\t\t%+.1f\tgranted from %+.1f, declined below %+.1f\n", bits(v.Bits), bits(v.Threshold.Grant), bits(v.Threshold.Decline))
	return t.Flush()
}

func bits(b decision.Bits) float64 { return float64(b) / 1000 }

// cliLanguage is the language of the terminal: Japanese where LANG says so.
func cliLanguage() string {
	if strings.HasPrefix(os.Getenv("LC_ALL")+os.Getenv("LANG"), "ja") {
		return text.Japanese
	}
	return text.English
}

func whoami() string {
	if sudo := os.Getenv("SUDO_USER"); sudo != "" && os.Geteuid() == 0 { // anybody else may have set it themselves
		return sudo
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "uid " + fmt.Sprint(os.Getuid())
}

// find is the case with a reference number as people type it.
func (h *house) find(ctx context.Context, ref string) (*recovery.Case, error) {
	c, err := h.store.ByRef(ctx, recovery.NormalRef(ref))
	if errors.Is(err, recovery.ErrNotFound) {
		return nil, fmt.Errorf("no case has the reference number %q", ref)
	}
	return c, err
}
