// What every script of the page finds on `window`: NiceGUI's names (nicegui.js), Quasar's, and our own of theme.js.
export type Theme = "system" | "light" | "dark";
/** An event that a template hands on, of an element of this kind. */
export type EventOf<T extends EventTarget = HTMLElement, E extends Event = Event> = E & { target: T; currentTarget: T };

declare global {
  /** Socket.IO's, as NiceGUI calls it. */
  var io: (url: string, options: object) => { connect(): void };
  interface Window {
    /** Where the app lies below its host: usually "". */
    path_prefix?: string;
    socket?: { connected: boolean; id: string; io: { opts: object }; on(event: string, call: () => void): void; off(event: string, call: () => void): void };
    did_handshake?: boolean;
    emitEvent?(name: string, ...args: unknown[]): void;
    Quasar?: { Dark: { set(mode: boolean | "auto"): void }; Notify: { create(options: object): void } };
    polylogueTheme(theme: Theme, isCompact?: boolean, isWide?: boolean): void;
  }
}
