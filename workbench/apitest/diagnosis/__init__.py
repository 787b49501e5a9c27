"""Why a call failed: rules over status, headers, body, timings and transport errors."""
