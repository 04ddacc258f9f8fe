package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"okaeri/internal/intake"
)

func TestDatesReadAsTheDayTheyMean(t *testing.T) {
	for typed, want := range map[string]string{
		// the forms of ux.md 0.5
		"1960/4/8": "1960-04-08", "1960年4月8日": "1960-04-08", "S35.4.8": "1960-04-08", "昭和35年4月8日": "1960-04-08",
		"平成元年1月8日": "1989-01-08", "令和元年5月1日": "2019-05-01",
		// width, separators, spaces
		"１９６０／４／８": "1960-04-08", "１９６０年４月８日": "1960-04-08", "1960-04-08": "1960-04-08", "1960－04－08": "1960-04-08",
		"1960.4.8": "1960-04-08", "1960 4 8": "1960-04-08", "1960 年 4 月 8 日": "1960-04-08", "1960・4・8": "1960-04-08",
		"1960−04−08": "1960-04-08", "1960ー4ー8": "1960-04-08", "\u200b1960/4/8 ": "1960-04-08", "1960、4、8": "1960-04-08",
		"19600408": "1960-04-08", "１９６００４０８": "1960-04-08", "1960/04/08 07:30": "1960-04-08", "1960-04-08T00:00:00Z": "1960-04-08",
		// eras
		"昭和三十五年四月八日": "1960-04-08", "昭和 35 年 4 月 8 日": "1960-04-08", "昭35.4.8": "1960-04-08", "s35/4/8": "1960-04-08",
		"Ｓ３５．４．８": "1960-04-08", "㍼35年4月8日": "1960-04-08", "S350408": "1960-04-08", "昭和35-4-8": "1960-04-08",
		"Showa 35 4 8": "1960-04-08", "しょうわ35年4月8日": "1960-04-08", "3350408": "1960-04-08", "Shouwa 35/4/8": "1960-04-08",
		"大正元年7月30日": "1912-07-30", "大正15年12月24日": "1926-12-24", "T15.12.24": "1926-12-24", "昭和元年12月25日": "1926-12-25",
		"明治45年7月29日": "1912-07-29", "M45.7.29": "1912-07-29", "昭和64年1月7日": "1989-01-07", "H1.1.8": "1989-01-08", "平31.4.30": "2019-04-30",
		"R1.5.1": "2019-05-01", "令和元年五月一日": "2019-05-01", "㋿元年5月1日": "2019-05-01", "令和6年2月29日": "2024-02-29",
		// an era counted on past its end
		"平成35年4月1日": "2023-04-01", "昭和64年1月8日": "1989-01-08", "平成31年5月1日": "2019-05-01", "昭和95年1月1日": "2020-01-01",
		// both calendars, kanji numbers, what stands around
		"1960年（昭和35年）4月8日": "1960-04-08", "昭和35年(1960年)4月8日": "1960-04-08", "一九六〇年四月八日": "1960-04-08",
		"千九百六十年四月八日": "1960-04-08", "昭和35年4月8日(金)": "1960-04-08", "1960年4月8日生まれ": "1960-04-08", "西暦1960年4月8日": "1960-04-08",
		"生年月日：1960/4/8": "1960-04-08", "昭和35年4月8日生": "1960-04-08", "1960-4-8生": "1960-04-08", "S35.4.8生": "1960-04-08", "１９６０．４．８生": "1960-04-08", "昭和二十三年十一月三十日": "1948-11-30",
		// English
		"8 April 1960": "1960-04-08", "April 8, 1960": "1960-04-08", "8 Apr 1960": "1960-04-08", "Apr. 8th, 1960": "1960-04-08",
		"8th of April 1960": "1960-04-08", "1960 April 8": "1960-04-08", "Friday, April 8, 1960": "1960-04-08", "8-APR-1960": "1960-04-08",
		"born on 3 Sept 1975": "1975-09-03", "March 27 1960": "1960-03-27", "27 3 1960": "1960-03-27", "27/03/1960": "1960-03-27",
		"3/27/1960": "1960-03-27", "27.3.1960": "1960-03-27", "4/4/1960": "1960-04-04",
		// months and years
		"2014-05": "2014-05", "2014年5月": "2014-05", "平成26年5月": "2014-05", "May 2014": "2014-05", "5/2014": "2014-05", "2014": "2014",
		"2014年": "2014", "平成26年": "2014", "201405": "2014-05", "H26.5": "2014-05", "2014年5月ごろ": "2014-05", "平成26": "2014",
		// among other words, with a word in brackets
		"私の誕生日は昭和35年4月8日です": "1960-04-08", "S35.4.8（1960）": "1960-04-08", "昭和20年8月15日（終戦の日）": "1945-08-15", "8 April 1960 (age 66)": "1960-04-08",
		"しょうわ３５ねん４がつ８にち": "1960-04-08", "1960년 4월 8일": "1960-04-08", "Showa 35, April 8": "1960-04-08", "I was born on April 8, 1960": "1960-04-08",
		"大阪で1960/4/8に": "1960-04-08", "一応、平成26年5月上旬": "2014-05", "5月2014": "2014-05", "2014 spring": "2014", "2014年の春ごろ": "2014", "early 2014": "2014",
		"maybe May 2014": "2014-05", "2014年度": "2014", "大体2014年": "2014",
		// no date among other words
		"12 years ago": "", "10年くらい前": "", "3 times in 2014": "", "64歳です": "", "4月8日です": "", "8 de abril de 1960": "", "S35.4.8（1961）": "",
		"I'm 35": "", "平野区4-8-35": "",
		// no date
		"": "", "-": "", "4月8日": "", "8 April": "", "花子": "", "1960/4/8/1": "", "196/4/8": "", "昭和年4月8日": "", "1960年4月8日9": "",
		"昭和35年(1961年)4月8日": "", "昨年": "", "19600408123": "", "昭和昭和35年": "", "１９６０年昭和": "",
	} {
		t.Run(typed, func(t *testing.T) {
			got := ""
			if d, ok := intake.Date(typed).Day(); ok {
				got = d.String()
			}
			if got != want {
				t.Errorf("%q reads as %q instead of %q", typed, got, want)
			}
		})
	}
}

func TestDateSaysWhatItDidToTheWords(t *testing.T) {
	day := func(y, m, d int) intake.Day { return intake.Day{Year: y, Month: m, Day: d} }
	for typed, want := range map[string]intake.Reading{
		"昭和35年4月8日": {Days: []intake.Day{day(1960, 4, 8)}, Era: "showa", EraYear: 35},
		"平成35年4月1日": {Days: []intake.Day{day(2023, 4, 1)}, Era: "heisei", EraYear: 35, Lenient: true},
		"3/4/1960":  {Days: []intake.Day{day(1960, 4, 3), day(1960, 3, 4)}, Unclear: true},
		"27/3/60":   {Days: []intake.Day{day(1960, 3, 27), day(2060, 3, 27)}, Unclear: true},
		"27 Mar 60": {Days: []intake.Day{day(1960, 3, 27), day(2060, 3, 27)}, Unclear: true},
		"35/4/8": {
			Days:    []intake.Day{day(1960, 4, 8), day(2053, 4, 8), day(1902, 4, 8), day(1935, 4, 8), day(2035, 4, 8)},
			Unclear: true, NoEra: true,
		},
		"2001/2/29":   {Impossible: true},
		"1960年4月31日":  {Impossible: true},
		"1960/0/8":    {Impossible: true},
		"31 April 60": {Impossible: true},
		"13/13/1960":  {Impossible: true},
		"はなこ":         {},
	} {
		if diff := cmp.Diff(want, intake.Date(typed)); diff != "" {
			t.Errorf("%s: %s", typed, diff)
		}
	}
}

func TestEraOfADayChangesOnItsFirstDay(t *testing.T) {
	for text, want := range map[string]struct {
		id   string
		year int
	}{
		"1912-07-29": {"meiji", 45}, "1912-07-30": {"taisho", 1}, "1926-12-24": {"taisho", 15}, "1926-12-25": {"showa", 1},
		"1989-01-07": {"showa", 64}, "1989-01-08": {"heisei", 1}, "2019-04-30": {"heisei", 31}, "2019-05-01": {"reiwa", 1},
		"1960-04-08": {"showa", 35}, "1989": {"heisei", 1}, "2019-04": {"heisei", 31}, "1867-12-31": {"", 0},
	} {
		d, ok := intake.Date(text).Day()
		if !ok {
			t.Fatal(text)
		}
		if id, year := intake.EraOf(d); id != want.id || year != want.year {
			t.Errorf("%s is %s %d instead of %s %d", text, id, year, want.id, want.year)
		}
	}
}

// anyDay draws a day from 明治 on that the calendar has.
func anyDay(t *rapid.T) intake.Day {
	d := intake.Day{Year: rapid.IntRange(1873, 2090).Draw(t, "year"), Month: rapid.IntRange(1, 12).Draw(t, "month")}
	d.Day = rapid.IntRange(1, 28).Draw(t, "day")
	return d
}

func TestEveryWayToWriteADayIsThatDay(t *testing.T) {
	kanji := map[string]string{"reiwa": "令和", "heisei": "平成", "showa": "昭和", "taisho": "大正", "meiji": "明治"}
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t)
		id, year := intake.EraOf(d)
		for _, typed := range []string{
			d.String(), sprint("%d/%d/%d", d.Year, d.Month, d.Day), sprint("%d年%d月%d日", d.Year, d.Month, d.Day),
			sprint("%04d%02d%02d", d.Year, d.Month, d.Day), sprint("%s%d年%d月%d日", kanji[id], year, d.Month, d.Day),
			sprint("%c%02d.%02d.%02d", id[0], year, d.Month, d.Day), sprint("%d %s %d", d.Day, months[d.Month-1], d.Year),
			sprint("%s %d, %d", months[d.Month-1], d.Day, d.Year),
		} {
			for _, form := range []string{typed, wide(typed)} {
				r := intake.Date(form)
				if got, ok := r.Day(); !ok || got != d || r.Unclear || r.Lenient {
					t.Fatalf("%s reads as %+v", form, r)
				}
			}
		}
	})
}

func TestWordsAroundADayDoNotChangeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t)
		before := rapid.SampledFrom([]string{"", "たぶん", "私の誕生日は、", "I think ", "大阪で", "一応 ", "born in Osaka, "}).Draw(t, "before")
		behind := rapid.SampledFrom([]string{"", "です", "だったと思います", " I believe", "（戸籍では）", " (about)", "頃かな"}).Draw(t, "behind")
		id, year := intake.EraOf(d)
		for _, typed := range []string{d.String(), sprint("%d年%d月%d日", d.Year, d.Month, d.Day), sprint("%s %d %s %d", id, year, months[d.Month-1], d.Day)} {
			r := intake.Date(before + typed + behind)
			if got, ok := r.Day(); !ok || got != d || r.Unclear {
				t.Fatalf("%s reads as %+v", before+typed+behind, r)
			}
		}
	})
}
