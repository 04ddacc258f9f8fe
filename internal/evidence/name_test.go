package evidence_test

import (
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// Names of other alphabets, with the words that people leave off and the marks that keyboards have not.
func TestNamesAgreeInEveryAlphabet(t *testing.T) {
	for _, c := range []struct {
		held    [2]string
		claimed any
		want    evidence.Level
	}{
		{[2]string{"Müller", "Jürgen"}, [2]string{"Mueller", "Juergen"}, evidence.Equivalent},
		{[2]string{"Müller", "Jürgen"}, "JURGEN MULLER", evidence.Equivalent},
		{[2]string{"Groß", "Änne"}, "Aenne Gross", evidence.Equivalent},
		{[2]string{"Øster", "Søren"}, [2]string{"Oster", "Soren"}, evidence.Equivalent},
		{[2]string{"Łukasiewicz", "Świętosława"}, "Swietoslawa Lukasiewicz", evidence.Equivalent},
		{[2]string{"Yılmaz", "İbrahim"}, [2]string{"Yilmaz", "Ibrahim"}, evidence.Equivalent},
		{[2]string{"Щербаков", "Пётр"}, [2]string{"Щербаков", "Петр"}, evidence.Equivalent},
		{[2]string{"García López", "María José"}, "Maria Jose Garcia Lopez", evidence.Equivalent},
		{[2]string{"García López", "María José"}, "María García", evidence.Near},
		{[2]string{"García López", "María José"}, "José López", evidence.Wrong},
		{[2]string{"van der Berg", "Pieter"}, [2]string{"Berg", "Pieter"}, evidence.Near},
		{[2]string{"Smith", "John"}, "John Quincy Smith", evidence.Near},
		{[2]string{"Smith", "John"}, "John Smith Jr.", evidence.Near},
		{[2]string{"Smith", "John Quincy"}, "John Q. Smith", evidence.Near},
		{[2]string{"Smith", "John Quincy"}, "John Smith", evidence.Near},
		{[2]string{"Smith", "John Quincy"}, "Jane Smith", evidence.Part},
		{[2]string{"Smith", "John"}, [2]string{"John Smith", ""}, evidence.Exact},
		{[2]string{"Sukarno", ""}, [2]string{"Sukarno", "Sukarno"}, evidence.Exact},
		{[2]string{"高橋", "花子"}, "たかはしはなこ", evidence.Equivalent},
		{[2]string{"たかはしはなこ", ""}, "高橋 花子", evidence.Equivalent},
		{[2]string{"高橋", "花子"}, "Takahashi Hanako", evidence.Equivalent},
		{[2]string{"高橋", "花子"}, "たなかはなこ", evidence.Wrong},
		// a title, a former name in brackets, the last of several family names
		{[2]string{"Müller", "Jürgen"}, "Herr Jürgen Müller", evidence.Exact},
		{[2]string{"Smith", "John"}, "Mr. John Smith", evidence.Exact},
		{[2]string{"Srail", "John"}, "Srail John", evidence.Exact},
		{[2]string{"高橋", "花子"}, "高橋花子さん", evidence.Exact},
		{[2]string{"高橋", "花子"}, "高橋（佐藤）花子", evidence.Exact},
		{[2]string{"da Silva Santos", "João Pedro"}, "João Santos", evidence.Near},
		{[2]string{"da Silva Santos", "João Pedro"}, "Pedro Santos", evidence.Wrong},
		{[2]string{"Santos", "João"}, [2]string{"Silva Santos", "João"}, evidence.Part},
		// all in one word
		{[2]string{"高橋花子", ""}, "たかはしはなこ", evidence.Equivalent},
		{[2]string{"高橋花子", ""}, [2]string{"高橋", "はなこ"}, evidence.Equivalent},
		{[2]string{"高橋花子", ""}, [2]string{"高橋", "陽一"}, evidence.Part},
		{[2]string{"たかはし", "はなこ"}, "高橋花子", evidence.Equivalent},
		{[2]string{"高橋", "花子"}, "高橋陽一", evidence.Part},
		// some kanji and the rest in kana; another kanji
		{[2]string{"高橋", "花子"}, [2]string{"高橋", "はな子"}, evidence.Equivalent},
		{[2]string{"高橋", "花子"}, [2]string{"高はし", "花こ"}, evidence.Equivalent},
		{[2]string{"高橋", "花子"}, [2]string{"高橋", "うめ子"}, evidence.Part},
		{[2]string{"高橋", "花子"}, [2]string{"高橋", "花え"}, evidence.Part},
		{[2]string{"高橋", "花子"}, [2]string{"高橋", "梅子"}, evidence.Part},
		{[2]string{"佐藤", "雄一郎"}, [2]string{"斎藤", "雄一郎"}, evidence.Part},
		{[2]string{"伊藤", "梅子"}, "伊藤花子", evidence.Part},
		{[2]string{"佐藤", "花子"}, "佐藤恵子", evidence.Part},
		{[2]string{"佐藤", "雄一郎"}, [2]string{"佐藤", "雄一朗"}, evidence.Near},
	} {
		a := evidence.Account{ID: "a", Created: *on(2014, 5, 3), Facts: []evidence.Fact{fact("name", intake.Parts("family", c.held[0], "given", c.held[1]), nil)}}
		answer := intake.Claim{Kind: "name"}
		switch claimed := c.claimed.(type) {
		case string:
			answer.Value = intake.Text(claimed)
		case [2]string:
			answer.Value = intake.Parts("family", claimed[0], "given", claimed[1])
		}
		if got := level(a, evidence.Name, answer); got != c.want {
			t.Errorf("%v: %v is %s, want %s", c.held, c.claimed, got, c.want)
		}
	}
}
