package past

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

func TestWhoSlipsLeavesThePagesAsTheyAre(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	f := &form{Meter: &recovery.Meter{Questionnaire: q, Now: time.Now}, dice: rand.New(rand.NewPCG(1, 1))}
	names := func(page intake.Page) (all []string) {
		for _, field := range q.Fields(page, nil) {
			all = append(all, field.Name)
		}
		return all
	}
	for _, page := range []intake.Page{intake.PageWho, intake.PageAccount, intake.PageName, intake.PageBirth} {
		before := names(page)
		for range 8 {
			f.slip(page, intake.Answers{})
		}
		if after := names(page); !slices.Equal(before, after) {
			t.Errorf("%s: the boxes %v are now %v", page, before, after)
		}
	}
}
