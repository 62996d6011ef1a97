"""The provider's webhooks, and the alarm when they are refused."""
