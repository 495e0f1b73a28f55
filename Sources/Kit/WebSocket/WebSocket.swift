package actor WebSocket {}
