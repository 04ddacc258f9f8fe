package simulate

import (
	"slices"
	"testing"

	"okaeri/internal/intake"
)

func TestWhoKnowsTheEngineLeavesOutWhatIsBetterLeftOut(t *testing.T) {
	worth := map[string]float64{"right": 3, "guess": -.5, "nothing": 0, "another guess": -.1}
	app := intake.Application{}
	for _, text := range []string{"guess", "right", "nothing", "another guess", "right"} {
		app.Claims = append(app.Claims, intake.Claim{Kind: intake.KindMailSubject, Value: intake.Text(text)})
	}
	best, bits := bestOf(app, func(app intake.Application) (sum float64) {
		for _, c := range app.Claims {
			sum += worth[c.Value.Text]
		}
		return sum
	})
	if bits != 6 {
		t.Errorf("what is left weighs %v", bits)
	}
	var left []string
	for _, c := range best.Claims {
		left = append(left, c.Value.Text)
	}
	if !slices.Equal(left, []string{"right", "nothing", "right"}) {
		t.Errorf("left are %v", left)
	}
}
