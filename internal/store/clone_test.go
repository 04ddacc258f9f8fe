package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/recovery"
)

// TestACloneIsEqualAndSharesNothing fills every field of a case, however deep, and changes everything in the clone.
func TestACloneIsEqualAndSharesNothing(t *testing.T) {
	var c, same recovery.Case
	fill(reflect.ValueOf(&c).Elem(), 1)
	fill(reflect.ValueOf(&same).Elem(), 1)
	copied := clone(&c)
	if diff := cmp.Diff(&c, copied); diff != "" {
		t.Fatal(diff)
	}
	scribble(reflect.ValueOf(copied).Elem())
	if diff := cmp.Diff(same, c); diff != "" {
		t.Error("changing the clone changed the case:", diff)
	}
	if reflect.DeepEqual(*copied, c) {
		t.Error("nothing was changed")
	}
}

// fill gives everything under v a value that is not zero.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		if v.Type() == timeType {
			v.Set(reflect.ValueOf(time.Unix(int64(n), 0).UTC()))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), n+i)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n+1)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Interface:
		v.Set(reflect.ValueOf("any"))
	default:
		fillPlain(v, n)
	}
}

func fillPlain(v reflect.Value, n int) {
	switch {
	case v.Kind() == reflect.String:
		v.SetString("text" + string(rune('a'+n%26)))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(int64(n%100 + 1))
	case v.CanUint():
		v.SetUint(uint64(n%100 + 1))
	case v.CanFloat():
		v.SetFloat(float64(n) + 0.5)
	}
}

// scribble changes everything under v in place.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		scribble(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if value := v.MapIndex(key); leads(value.Type()) {
				scribbleIn(value)
			}
			v.SetMapIndex(key, reflect.Value{})
		}
	default:
		if v.CanSet() {
			v.SetZero()
		}
	}
}

// scribbleIn changes what a value of a map leads to.
func scribbleIn(v reflect.Value) {
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Pointer || v.Kind() == reflect.Map {
		scribble(v)
	}
}
