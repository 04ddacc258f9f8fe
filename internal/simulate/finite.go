package simulate

import (
	"math"
	"reflect"
)

// finite keeps a number writable as JSON.
func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return max(min(v, 1000), -1000)
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
