package simulate

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// identity is what others know of a person: the name and the address, without the life.
type identity struct {
	index    int
	language string
	sex      string
	name     Name
	birth    time.Time
	local    string // the address before the @
	mail     string
}

// identify makes person i of a seed.
func identify(seed uint64, i int, o Options) identity {
	d := throw(seed, i, streamIdentity)
	who := identity{index: i, language: "ja", sex: pick(d, []string{"f", "m"})}
	if d.chance(o.English) {
		who.language = "en"
	}
	who.birth = birth(d, o.Now)
	who.name = who.draw(d)
	first, second := who.name.GivenLetters, who.name.FamilyLetters
	if d.chance(0.4) {
		first, second = second, first
	}
	// The number keeps two people with one name apart; it differs from seed to seed.
	who.local = first + pick(d, []string{".", "_", ""}) + second + strconv.Itoa(i+int(seed%90)+10)
	who.mail = who.local + "@" + o.Domain
	return who
}

// birth draws a date of birth: between 15 and 85 years ago, fewer of the very old (assumed).
func birth(d dice, now time.Time) time.Time {
	years := 15 + 70*d.Float64()
	if years > 70 && d.chance(0.4) {
		years = 15 + 55*d.Float64()
	}
	t := now.Add(-span(years))
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// draw names the person after their generation.
func (who identity) draw(d dice) Name {
	t := names()
	if who.language == "en" {
		family, given := t.surnamesEN.draw(d), t.given[who.sex].draw(d)
		return Name{Family: family.plain, Given: given.plain, FamilyLetters: family.letters, GivenLetters: given.letters}
	}
	family := t.surname(d)
	generation, _ := slices.BinarySearch(generations, who.birth.Year())
	given := t.common[who.sex+strconv.Itoa(generation)].draw(d)
	if d.chance(0.4) { // assumed
		given = t.rare[who.sex].draw(d)
	}
	return Name{
		Family: family.plain, FamilyKana: family.kana, FamilyLetters: family.letters,
		Given: given.plain, GivenKana: given.kana, GivenLetters: given.letters,
	}
}

// live tells the account what people tell at sign-up: name and date of birth, the latter wrong on purpose in one case of
// twenty.
func (h *history) live() {
	told := h.Birth
	if h.dice.chance(0.05) {
		told = pick(h.dice, []time.Time{
			time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(h.Birth.Year(), 1, 1, 0, 0, 0, 0, time.UTC),
			h.Birth.AddDate(-h.dice.IntN(10)-1, 0, 0),
		})
	}
	h.state("birth_date", intake.Text(told.Format(time.DateOnly)), h.Account.Created, time.Time{}, "registration")
	products := []string{"mail"}
	if h.dice.chance(0.5) {
		products = append(products, "files")
	}
	for i, p := range products {
		from := h.Account.Created
		if i > 0 {
			from = h.within(from, h.o.Now)
		}
		h.state("product", intake.Text(p), from, time.Time{}, "")
	}
	folders := words[h.Language]()["folder"]
	for i := range h.dice.poisson(2) {
		if i < len(folders) {
			name := byRank(folders, 0.7).draw(h.dice)
			if h.dice.chance(.6) { // many are about somebody (assumed)
				name += " " + names().surnames.draw(h.dice).plain
			}
			h.state("mail_folder", intake.Text(name), h.within(h.Account.Created, h.o.Now), time.Time{}, "")
		}
	}
}

// marry settles the names: some people change theirs while they hold the account, and most of them tell it.
func (h *history) marry() {
	name := h.who.name
	name.Since = h.Birth
	h.Names = []Name{name}
	until := time.Time{}
	if h.Language == "ja" && h.who.sex == "f" && h.dice.chance(0.06) { // assumed
		next := name
		family := names().surname(h.dice)
		next.Family, next.FamilyKana, next.FamilyLetters = family.plain, family.kana, family.letters
		next.Since = h.within(h.Account.Created, h.o.Now)
		h.Names = append(h.Names, next)
		if h.dice.chance(0.6) {
			until = next.Since
			h.state("name", next.value(), next.Since, time.Time{}, "profile")
		}
	}
	h.state("name", name.value(), h.Account.Created, until, "registration")
}

func (n Name) value() intake.Value {
	return intake.Parts("family", n.Family, "given", n.Given, "family_kana", n.FamilyKana, "given_kana", n.GivenKana)
}

// move lets the person live somewhere, and elsewhere later: one move in twenty years (assumed). Half of the moves are told
// to the account.
func (h *history) move() {
	at := h.Account.Created
	h.Homes = []Home{h.home(at)}
	for {
		at = at.Add(span(20 * h.dice.ExpFloat64()))
		if at.After(h.o.Now) {
			break
		}
		next := h.home(at)
		if h.Homes[0].Country == "JP" && h.dice.chance(0.6) { // within the same prefecture
			next.Region, next.Postal = h.near(h.Homes[len(h.Homes)-1])
		}
		next.Told = h.dice.chance(0.5)
		h.Homes = append(h.Homes, next)
	}
	told := slices.DeleteFunc(slices.Clone(h.Homes), func(x Home) bool { return !x.Told })
	h.state("country", intake.Text(told[0].Country), h.Account.Created, time.Time{}, "registration")
	for i, x := range told {
		until, source := time.Time{}, "profile"
		if i == 0 {
			source = "registration"
		}
		if i+1 < len(told) {
			until = told[i+1].From
		}
		h.state("region", intake.Text(x.Region), x.From, until, source)
		h.state("postal_code", intake.Text(x.Postal), x.From, until, source)
	}
}

// states are where people with English accounts abroad live, with a postal code of each.
var states = [][2]string{{"US-CA", "900"}, {"US-NY", "100"}, {"US-TX", "770"}, {"US-WA", "981"}, {"US-IL", "606"}, {"US-MA", "021"}}

func (h *history) home(from time.Time) Home {
	if h.Language == "en" && (len(h.Homes) > 0 && h.Homes[0].Country == "US" || len(h.Homes) == 0 && h.dice.chance(0.4)) {
		s := pick(h.dice, states)
		return Home{Country: "US", Region: s[0], Postal: s[1] + h.dice.digits(2), From: from, Told: true}
	}
	p := prefectures().draw(h.dice)
	return Home{Country: "JP", Region: p.region, Postal: p.code(h.dice), From: from.Truncate(time.Second), Told: true}
}

// near draws another place of the same prefecture.
func (h *history) near(home Home) (region, postal string) {
	for _, p := range prefectures().items {
		if p.region == home.Region {
			return p.region, p.code(h.dice)
		}
	}
	return home.Region, home.Postal
}

// Printed is a name as cards print it: HANAKO SATO.
func (n Name) Printed() string {
	short := strings.NewReplacer("ou", "o", "oo", "o", "uu", "u")
	return strings.ToUpper(short.Replace(n.GivenLetters) + " " + short.Replace(n.FamilyLetters))
}
