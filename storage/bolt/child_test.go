package bolt_test

func child() bool { return false }
