package apply

import (
	"html"
	"html/template"
	"slices"
	"strings"

	"okaeri/internal/intake"
	"okaeri/internal/text"
	"okaeri/internal/web"
)

// lists are the options of the long lists in one language, written once: a page of 250 countries must not cost more than one of three.
type lists struct {
	countries   string
	prefectures string
}

// japan is the country whose addresses have a list of regions.
const japan = "JP"

// makeLists writes them for every language, each behind "choose" and "I do not know".
func makeLists(shell *web.Shell) map[string]lists {
	all := map[string]lists{}
	for _, lang := range text.Languages() {
		head := oneOption("", shell.T(lang, "apply.choose")) + oneOption("unknown", shell.T(lang, "apply.unknown"))
		all[lang] = lists{countries: head + countryOptions(lang), prefectures: head + prefectureOptions(shell, lang)}
	}
	return all
}

// countryOptions puts Japan first and the others in the order of their names.
func countryOptions(lang string) string {
	countries := slices.Clone(intake.Countries())
	slices.SortStableFunc(countries, func(a, b intake.CountryName) int {
		if (a.Code == japan) != (b.Code == japan) {
			if a.Code == japan {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name[lang], b.Name[lang])
	})
	var out strings.Builder
	for _, c := range countries {
		out.WriteString(oneOption(c.Code, c.Name[lang]))
	}
	return out.String()
}

// prefectureOptions go from north to south, by area.
func prefectureOptions(shell *web.Shell, lang string) string {
	var out strings.Builder
	area := ""
	for _, p := range intake.Prefectures() {
		if p.Area != area {
			if area != "" {
				out.WriteString("</optgroup>")
			}
			area = p.Area
			out.WriteString(`<optgroup label="` + html.EscapeString(shell.T(lang, "apply.area."+area)) + `">`)
		}
		out.WriteString(oneOption(p.Code, p.Name[lang]))
	}
	return out.String() + "</optgroup>"
}

func oneOption(value, label string) string {
	return `<option value="` + html.EscapeString(value) + `">` + html.EscapeString(label) + `</option>`
}

// choose marks the chosen one of a list that was made by makeLists.
func choose(list, value string) template.HTML {
	if value != "" {
		mark := `<option value="` + html.EscapeString(value) + `"`
		list = strings.Replace(list, mark+">", mark+" selected>", 1)
	}
	return template.HTML(list) //nolint:gosec // escaped by oneOption
}

// countryName and prefectureName are the names of codes in a language; what is no code comes back as it is.
func countryName(lang, code string) string {
	for _, c := range intake.Countries() {
		if c.Code == code {
			return c.Name[lang]
		}
	}
	return code
}

func prefectureName(lang, code string) string {
	for _, p := range intake.Prefectures() {
		if p.Code == code {
			return p.Name[lang]
		}
	}
	return code
}
