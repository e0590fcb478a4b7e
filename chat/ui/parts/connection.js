// Whether the server can be told something now. What is told without a connection waits in the browser, and is gone with a reload.
export const isConnected = () => Boolean(window.socket?.connected && window.did_handshake);
