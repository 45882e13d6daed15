import type { WireRequest, WireResponse } from './messages.ts';
import type { ErrorModel, OperationModel } from './service-model.ts';

/** An error as it goes on the wire; `model` is missing when the service's SDK does not know the name. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly statusCode: number;
  readonly model?: ErrorModel;
  /** Further members that the modelled error has, such as `Details`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** One AWS wire format, seen from the server. */
export interface WireProtocol {
  /** The name of the operation that the request asks of this service, or undefined when it is not for this service. */
  nameOf(request: WireRequest): string | undefined;
  /** The operation's input as the SDK's command takes it; throws when the request can't be read. */
  read(request: WireRequest, operation: OperationModel): unknown;
  /** Writes an operation's output as the SDK's client reads it. */
  answer(operation: OperationModel, output: Readonly<Record<string, unknown>>, requestId: string): WireResponse;
  /** Writes an error so that the client throws its own class for it. */
  refuse(error: WireError, requestId: string): WireResponse;
}
