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

// CaseCmd works on cases from the command line, under the same rules as everywhere else.
type CaseCmd struct {
	List   CaseListCmd   `cmd:"" help:"List cases, those with the least time left first. Example: okaeri case list --state reviewing --json"`
	Show   CaseShowCmd   `cmd:"" help:"Show what the engine found in a case, never what was held or typed. Example: okaeri case show 7K2-4M9-QX"`
	Decide CaseDecideCmd `cmd:"" help:"Decide a case under review. Example: okaeri case decide 7K2-4M9-QX --grant --reason evidence_sufficient --words \"Old passwords and device agree.\""`
}

// CaseListCmd lists cases.
type CaseListCmd struct {
	State string `help:"Only cases in this state." default:"reviewing" enum:"draft,submitted,judged,reviewing,holding,ready,restoring,restored,undone,declined,contested,withdrawn,expired"`
	Most  int    `help:"At most so many." default:"100"`
	JSON  bool   `help:"Print one JSON object a line."`
}

// caseLine is a case in a list: nothing of what was typed.
type caseLine struct {
	Ref       string           `json:"ref"`
	State     recovery.State   `json:"state"`
	Machine   decision.Outcome `json:"machine,omitempty"` // what the engine suggests
	Due       time.Time        `json:"due"`
	Submitted time.Time        `json:"submitted"`
	Language  string           `json:"language"`
	Profile   decision.Profile `json:"profile,omitempty"`
	TwoPeople bool             `json:"two_people"`
	Votes     int              `json:"votes"`
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
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "REFERENCE\tSTATE\tENGINE SAYS\tDUE\tPROFILE\tPEOPLE")
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d of %d\n", l.Ref, l.State, l.Machine, l.Due.Format(time.RFC3339), l.Profile, l.Votes, people(l.TwoPeople))
	}
	return w.Flush()
}

func people(two bool) int {
	if two {
		return 2
	}
	return 1
}

func line(c *recovery.Case) caseLine {
	l := caseLine{
		Ref: c.Ref, State: c.State, Due: c.Due.UTC(), Submitted: c.Submitted.UTC(), Language: c.Language,
		Profile: c.Profile, TwoPeople: c.HighBar, Votes: len(c.Private.Votes),
	}
	if a := c.Private.Assessment; a != nil {
		l.Machine = a.Verdict
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
}

// caseView is a case as a reviewer sees it: how each claim compares, never either side of the comparison. Votes of others stay out of
// sight until the case is decided (H3).
type caseView struct {
	caseLine
	Assisted   bool                 `json:"assisted"`
	Disputed   bool                 `json:"disputed"`
	Attempt    int                  `json:"attempt"`
	Assessment *decision.Assessment `json:"assessment,omitempty"`
	Decisions  []recovery.Vote      `json:"decisions,omitempty"`
}

// Run shows.
func (s *CaseShowCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	found, err := h.find(ctx, s.Ref)
	if err != nil {
		return err
	}
	if err := h.recovery.Viewed(ctx, found.ID, whoami()); err != nil {
		return err
	}
	if found.Private.Assessment != nil {
		found.Private.Assessment.Explain(func(key string, args map[string]string) string { return h.catalogue.T(cliLanguage(), key, args) })
	}
	v := caseView{
		caseLine: line(found), Assisted: found.Private.Helper != nil, Disputed: found.Disputed, Attempt: found.Attempt,
		Assessment: found.Private.Assessment,
	}
	if found.State != recovery.Reviewing {
		v.Decisions = found.Private.Votes
	}
	if s.JSON {
		return printJSON(os.Stdout, []caseView{v})
	}
	return v.print(os.Stdout)
}

func (v caseView) print(w io.Writer) error {
	fmt.Fprintf(w, "%s  %s, engine says %s, due %s\n", v.Ref, v.State, v.Machine, v.Due.Format(time.RFC3339))
	fmt.Fprintf(w, "profile %s, attempt %d, assisted %t, disputed %t, %d of %d people\n", v.Profile, v.Attempt, v.Assisted, v.Disputed, v.Votes, people(v.TwoPeople))
	if v.Assessment == nil {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "KIND\tCOMPARED\tBITS\tREASON")
	for _, f := range v.Assessment.Findings {
		fmt.Fprintf(t, "%s\t%s\t%+.1f\t%s\n", f.Kind, f.Level, bits(f.Bits), f.Reason)
	}
	fmt.Fprintf(t, "together\t\t%+.1f\tgranted from %+.1f, declined below %+.1f\n", bits(v.Assessment.Bits), bits(v.Assessment.Threshold.Grant), bits(v.Assessment.Threshold.Decline))
	return t.Flush()
}

func bits(b decision.Bits) float64 { return float64(b) / 1000 }

// CaseDecideCmd records one person's decision.
type CaseDecideCmd struct {
	Ref    string `arg:"" help:"Reference number."`
	Grant  bool   `help:"Give access back, after notice and hold." xor:"way" required:""`
	Refuse bool   `name:"decline" help:"Do not give access back." xor:"way" required:""`
	Reason string `help:"Reason code: ${reasons}." required:"" placeholder:"CODE"`
	Words  string `help:"A sentence for the record; no personal data." required:"" placeholder:"TEXT"`
	Proof  string `help:"How the person's identity was proofed: ${proofs}. Needed to grant a strict case." placeholder:"KIND"`
	By     string `help:"Who decides; the signed-in user of this machine unless given by root." placeholder:"NAME"`
}

// Run decides.
func (d *CaseDecideCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	found, err := h.find(ctx, d.Ref)
	if err != nil {
		return err
	}
	by, err := d.person()
	if err != nil {
		return err
	}
	err = h.recovery.Decide(ctx, found.ID, recovery.Ballot{By: by, Grant: d.Grant, Reason: d.Reason, Words: d.Words, Proof: d.Proof, Writer: whoami()})
	if err != nil {
		return explain(err)
	}
	after, err := h.store.Case(ctx, found.ID)
	if err != nil {
		return err
	}
	if after.State == recovery.Reviewing {
		fmt.Println("Recorded. Another person has to decide as well.")
		return nil
	}
	fmt.Printf("Recorded: %s. The letter leaves at %s.\n", after.Verdict, after.Mark.Format(time.RFC3339))
	return nil
}

// person is who decides. Only root may speak for another, so that two people who share a machine are two.
func (d *CaseDecideCmd) person() (string, error) {
	me := whoami()
	if d.By == "" || d.By == me {
		return me, nil
	}
	if os.Geteuid() != 0 {
		return "", errors.New("--by names somebody else; only root may record another person's decision")
	}
	return d.By, nil
}

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

// refusals say what to do about a decision that the rules forbid.
var refusals = map[string]string{
	"reviewer_missing": "say who decides with --by",
	"reason_unknown":   "the reason is none of " + strings.Join(recovery.Reasons, ", "),
	"words_missing":    "write a sentence with --words",
	"proof_unknown":    "the proof is none of " + strings.Join(recovery.ProofKinds, ", "),
	"same_person":      "you decided this case already; another person has to",
	"helper":           "you helped with this application, so another person has to decide",
	"no_account":       "no account belongs to this case, so there is nothing to grant",
	"proof_missing":    "this account is kept under the strict profile: knowledge alone restores nothing; name with --proof how the identity was proofed",
}

func explain(err error) error {
	var refused *recovery.Refused
	switch {
	case errors.As(err, &refused):
		return errors.New(refusals[refused.Code])
	case errors.Is(err, recovery.ErrClosed):
		return errors.New("the case is not under review any more")
	}
	return err
}

// find is the case with a reference number as people type it.
func (h *house) find(ctx context.Context, ref string) (*recovery.Case, error) {
	c, err := h.store.ByRef(ctx, recovery.NormalRef(ref))
	if errors.Is(err, recovery.ErrNotFound) {
		return nil, fmt.Errorf("no case has the reference number %q", ref)
	}
	return c, err
}
