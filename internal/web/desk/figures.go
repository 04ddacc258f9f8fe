package desk

import (
	"context"
	"html/template"
	"slices"
	"strconv"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// Figures is how the work goes, as a person may see it; recovery.Meter has it. It returns *recovery.Refused.
type Figures interface {
	Figures(ctx context.Context, a recovery.Actor) (*recovery.Figures, error)
}

// watches are the people who watch how the work goes.
var watches = allow{roles: []string{staff.Operator, staff.Admin, staff.Auditor, staff.Senior}}

// figures registers the page of figures.
func (d *Desk) figures() {
	if d.Figures == nil {
		return
	}
	d.nav("figures", "/desk/figures", watches)
	d.page("GET /desk/figures", watches, d.showFigures)
}

// figuresView is the page: how the work stands now, and pictures with their tables.
type figuresView struct {
	Page
	Asof     string
	Tiles    []tile
	Sections []figure
}

// tile is one number of now.
type tile struct {
	Label, Value, Note string
	Press              string // warn or stop; empty when all is well
}

// figure is one section: a sentence, a picture, and the table with the same numbers.
type figure struct {
	ID, Title, Lead string
	Chart           template.HTML
	Legend          []legend
	Heads           []heading
	Rows            []line
	Notes           []string
	Empty           string  // said in place of picture and table when there is nothing yet
	Wide            bool    // the table needs the page's whole width
	Older           *figure // rows that are less asked for, to be opened
}

// legend says what one shape of the picture means.
type legend struct {
	Swatch template.HTML
	Words  string
}

// heading is a column's.
type heading struct {
	Words  string
	Number bool
}

// line is one row of a table.
type line struct {
	Head  string
	Cells []cell
}

// cell is one value: a number, words, or a list of words.
type cell struct {
	Label  string // its column's heading, said beside it where a table is too wide for a telephone
	Words  string
	Number bool
	Press  string
	List   []string
}

// showFigures shows how the work goes.
func (d *Desk) showFigures(t *turn) {
	f, err := d.Figures.Figures(t.ctx(), t.actor())
	if err != nil {
		t.fail(err)
		return
	}
	v := &figuresView{Asof: t.say("desk.figures.asof", "Time", t.moment(f.At)), Tiles: t.tiles(f)}
	for _, section := range []func(*recovery.Figures) figure{
		t.verdictFigure, t.weekFigure, t.laterFigure, t.formFigure, t.letterFigure, t.robotFigure, t.peopleFigure,
	} {
		v.Sections = append(v.Sections, section(f).laid())
	}
	t.show("figures", v, "desk.figures.title")
}

// mostRows is how many days or weeks a table shows at once, about as many as its picture is high.
const mostRows = 8

// laid is the section as its page shows it: every value knows its column, and what is older than the newest days or weeks can be opened.
func (f figure) laid() figure {
	for _, row := range f.Rows {
		for i := range row.Cells {
			row.Cells[i].Label = f.Heads[i+1].Words
		}
	}
	if slices.Contains([]string{"verdict", "ends", "later"}, f.ID) && len(f.Rows) > mostRows {
		f.Older = &figure{Heads: f.Heads, Rows: f.Rows[mostRows:]}
		f.Rows = f.Rows[:mostRows]
	}
	return f
}

// oldBackup is when a backup is told to be old.
const oldBackup = 7 * 24 * time.Hour

// tiles are the numbers of now.
func (t *turn) tiles(f *recovery.Figures) []tile {
	out := []tile{
		{Label: t.say("desk.figures.open"), Value: grouped(f.Standing.Open)},
		{Label: t.say("desk.figures.soon"), Value: grouped(f.Standing.Soon), Press: pressing(f.Standing.Soon > 0, "warn")},
		{Label: t.say("desk.figures.overdue"), Value: grouped(f.Standing.Overdue), Press: pressing(f.Standing.Overdue > 0, "stop")},
		{
			Label: t.say("desk.figures.jobs"), Value: grouped(f.Upkeep.Waiting), Press: pressing(f.Upkeep.Retried > 0, "warn"),
			Note: t.say("desk.figures.jobs.note", "N", grouped(f.Upkeep.Retried), "Letters", grouped(f.Upkeep.Letters)),
		},
	}
	old := f.Upkeep.Backup.IsZero() || f.At.Sub(f.Upkeep.Backup) > oldBackup
	return append(
		out, t.since("backup", f.Upkeep.Backup, pressing(old, "warn")), t.since("checkpoint", f.Upkeep.Checkpoint, pressing(f.Upkeep.Checkpoint.IsZero(), "warn")),
	)
}

func pressing(really bool, how string) string {
	if really {
		return how
	}
	return ""
}

// since is a tile that tells how long ago something was.
func (t *turn) since(what string, at time.Time, press string) tile {
	out := tile{Label: t.say("desk.figures." + what), Press: press}
	if at.IsZero() {
		out.Value, out.Note = t.say("desk.figures.never"), t.say("desk.figures."+what+".never")
		return out
	}
	out.Value, out.Note = t.say("desk.figures.ago", "Time", t.lasted(t.now().Sub(at).Seconds())), t.moment(at)
	return out
}

// lasted says a time in minutes, hours or days.
func (t *turn) lasted(seconds float64) string {
	minutes := int(seconds/60 + .5)
	switch {
	case minutes < 1:
		return t.say("desk.figures.seconds", "N", strconv.Itoa(int(seconds+.5)))
	case minutes < 60:
		return t.say("desk.figures.minutes", "N", strconv.Itoa(minutes))
	case minutes < 48*60:
		return t.say("desk.figures.hours", "H", strconv.Itoa(minutes/60), "M", strconv.Itoa(minutes%60))
	}
	return t.say("desk.figures.days", "N", strconv.Itoa(minutes/60/24))
}

// grouped writes a whole number in groups of three.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func number(n int64) cell { return cell{Words: grouped(n), Number: true} }

func count(n int) cell { return number(int64(n)) }

// percent is a share of two numbers; a dash of none.
func percent(some, all int64) cell {
	if all == 0 {
		return cell{Words: "–", Number: true}
	}
	return cell{Words: strconv.FormatInt((some*200+all)/(2*all), 10) + "%", Number: true}
}

// heads are the headings of a table: words first, numbers after, unless a key begins with "=".
func (t *turn) heads(keys ...string) []heading {
	out := make([]heading, 0, len(keys))
	for i, key := range keys {
		worded := key[0] == '='
		if worded {
			key = key[1:]
		}
		out = append(out, heading{Words: t.say("desk.figures.column." + key), Number: i > 0 && !worded})
	}
	return out
}

var _ web.View = (*figuresView)(nil)
