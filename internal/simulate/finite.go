package simulate

import (
	"math"
	"reflect"
)

// finite keeps a number writable as JSON: what lies beyond every number, as the line that nobody reaches does, becomes one that no bits reach.
func finite(v float64) float64 {
	switch {
	case math.IsNaN(v):
		return 0
	case math.IsInf(v, 0):
		return math.Copysign(1000, v)
	}
	return v
}

// settle makes every number below v finite: a threshold that nobody reaches is none in JSON.
func settle(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		settle(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			settle(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			settle(v.Index(i))
		}
	case reflect.Float64:
		if x := v.Float(); finite(x) != x {
			v.SetFloat(finite(x))
		}
	}
}
