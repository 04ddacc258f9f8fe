package score

import (
	"fmt"
	"math/big"
	"strings"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/evidence"
)

// number is a decimal or a fraction exactly as it is written, so that no float ever stands between the file and the judgement.
type number struct{ big.Rat }

// UnmarshalYAML reads 0.05 or 1/6.
func (n *number) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode || strings.ContainsAny(node.Value, "eE_xXnN") {
		return fmt.Errorf("line %d: a number such as 0.05 or 1/6 is needed", node.Line)
	}
	if _, ok := n.SetString(node.Value); !ok || n.Sign() < 0 {
		return fmt.Errorf("line %d: a number such as 0.05 or 1/6 is needed", node.Line)
	}
	return nil
}

// chance is n in units of 2^-32, rounded down; false if n is above 1.
func (n *number) chance() (evidence.Probability, bool) {
	scaled := new(big.Int).Lsh(n.Num(), 32)
	p := evidence.Probability(scaled.Div(scaled, n.Denom()).Uint64())
	return p, n.Cmp(big.NewRat(1, 1)) <= 0
}

// millibits is n bits in thousandths, rounded down.
func (n *number) millibits() Millibits {
	scaled := new(big.Int).Mul(n.Num(), big.NewInt(1000))
	return Millibits(scaled.Div(scaled, n.Denom()).Int64())
}

// odds are a factor as a small fraction.
type odds struct{ over, under uint64 }

func (n *number) odds() (odds, bool) {
	over, under := n.Num(), n.Denom()
	if n.Sign() == 0 || !over.IsUint64() || !under.IsUint64() || over.Uint64() > 1000 || under.Uint64() > 1000 {
		return odds{}, false
	}
	return odds{over.Uint64(), under.Uint64()}, true
}
