"""The one place where the parts are joined: settings in, a running product out."""
