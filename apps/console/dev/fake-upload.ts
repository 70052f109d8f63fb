/** An `XMLHttpRequest` whose progress and answer a test writes. */
export class FakeUpload extends EventTarget {
  readonly upload = new EventTarget();
  readonly headers: Record<string, string> = {};
  method = '';
  url = '';
  sent: unknown;
  status = 0;
  responseText = '';

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(body: unknown): void {
    this.sent = body;
  }
  abort(): void {
    this.dispatchEvent(new Event('abort'));
  }

  /** So many bytes have been sent. */
  progress(loaded: number): void {
    this.upload.dispatchEvent(new ProgressEvent('progress', { loaded }));
  }
  /** The platform answers. */
  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = typeof body === 'string' ? body : JSON.stringify(body);
    this.dispatchEvent(new Event('load'));
  }
  /** The connection breaks. */
  fail(): void {
    this.dispatchEvent(new Event('error'));
  }

  /** This, as what it stands for. */
  asRequest(): XMLHttpRequest {
    return this as unknown as XMLHttpRequest;
  }
}
