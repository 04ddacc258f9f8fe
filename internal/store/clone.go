package store

import (
	"reflect"
	"sync"
	"time"

	"okaeri/internal/intake"
)

// clone copies a value and everything that it leads to, so that what is changed in one is not changed in the other. It goes by the
// type, so that a new field cannot be forgotten. Times lose their monotonic part, as they do on the way through the database.
// Unexported fields are copied as they are; the values kept here have none that lead anywhere.
func clone[T any](v *T) *T {
	out := new(T)
	*out = *v
	part(reflect.ValueOf(out).Elem())
	return out
}

var timeType = reflect.TypeFor[time.Time]()

// part gives a value that was copied as it is its own copies of all that it leads to.
func part(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(v.Elem())
			part(own.Elem())
			v.Set(own)
		}
	case reflect.Interface:
		if !v.IsNil() {
			own := reflect.New(v.Elem().Type()).Elem()
			own.Set(v.Elem())
			part(own)
			v.Set(own)
		}
	case reflect.Struct:
		partStruct(v)
	case reflect.Slice:
		partSlice(v)
	case reflect.Map:
		partMap(v)
	case reflect.Array:
		for i := range v.Len() {
			part(v.Index(i))
		}
	}
}

// copyAnswers does what reflection would, in a tenth of its time: answers are the most of a case.
func copyAnswers(from intake.Answers) intake.Answers {
	n := 0
	for _, values := range from {
		n += len(values)
	}
	all := make([]string, 0, n)
	to := make(intake.Answers, len(from))
	for field, values := range from {
		if values == nil {
			to[field] = nil
			continue
		}
		begin := len(all)
		all = append(all, values...)
		to[field] = all[begin:len(all):len(all)]
	}
	return to
}

func partStruct(v reflect.Value) {
	if t, ok := v.Addr().Interface().(*time.Time); ok {
		*t = t.Round(0)
		return
	}
	for _, i := range leading(v.Type()) {
		part(v.Field(i))
	}
}

// led is which fields of a struct lead to other values, by its type.
var led sync.Map

func leading(t reflect.Type) []int {
	if known, ok := led.Load(t); ok {
		return known.([]int)
	}
	var all []int
	for i := range t.NumField() {
		if field := t.Field(i); field.IsExported() && leads(field.Type) {
			all = append(all, i)
		}
	}
	led.Store(t, all)
	return all
}

// leads tells whether a value of a type leads to others, or may hold one that does. Times do: see clone.
func leads(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return leads(t.Elem())
	case reflect.Struct:
		return t == timeType || len(leading(t)) > 0
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return true
	}
	return false
}

func partSlice(v reflect.Value) {
	if v.IsNil() {
		return
	}
	own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(own, v)
	if leads(v.Type().Elem()) {
		for i := range own.Len() {
			part(own.Index(i))
		}
	}
	v.Set(own)
}

func partMap(v reflect.Value) {
	if v.IsNil() {
		return
	}
	if a, ok := v.Addr().Interface().(*intake.Answers); ok {
		*a = copyAnswers(*a)
		return
	}
	own := reflect.MakeMapWithSize(v.Type(), v.Len())
	for each := v.MapRange(); each.Next(); {
		value := each.Value()
		if leads(value.Type()) {
			value = reflect.New(value.Type()).Elem()
			value.Set(each.Value())
			part(value)
		}
		own.SetMapIndex(each.Key(), value)
	}
	v.Set(own)
}
