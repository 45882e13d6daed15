import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { headerOf, textOf, type WireRequest, type WireResponse } from './messages.ts';
import type { WireError, WireProtocol } from './protocol.ts';
import { readQueryForm } from './query-form.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import { escapeXml } from './xml-text.ts';

const DATE_TIME_FORMAT = 5;

/** awsQuery: a form in, XML out; presigned GETs carry the form in the query string. */
export function queryProtocol(model: ServiceModel): WireProtocol {
  const xmlNamespace = model.settings.xmlNamespace ?? '';

  return {
    nameOf(request) {
      const form = formOf(request);
      return form.get('Version') === model.settings.version ? (form.get('Action') ?? undefined) : undefined;
    },
    read: (request, operation) => readQueryForm(operation.input, formOf(request)),
    answer: (operation, output, requestId) =>
      xml(200, answerXml(operation, output, xmlNamespace, requestId), requestId),
    refuse: (error, requestId) => xml(error.statusCode, errorXml(error, xmlNamespace, requestId), requestId),
  };
}

const forms = new WeakMap<WireRequest, URLSearchParams>();

/** Parsed once for each request: its name is asked for before its input. */
function formOf(request: WireRequest): URLSearchParams {
  const form = forms.get(request) ?? parseForm(request);
  forms.set(request, form);
  return form;
}

function parseForm(request: WireRequest): URLSearchParams {
  const isForm = headerOf(request, 'content-type')?.startsWith('application/x-www-form-urlencoded');
  return isForm ? new URLSearchParams(textOf(request)) : request.query;
}

function xml(statusCode: number, body: string, requestId: string): WireResponse {
  return { statusCode, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

function answerXml(operation: OperationModel, output: object, xmlNamespace: string, requestId: string): string {
  const { name } = operation;
  const result = operation.output.isStructSchema() ? innerXml(operation, output) : '';
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${name}Response xmlns="${xmlNamespace}"><${name}Result>${result}</${name}Result>${metadata}</${name}Response>`;
}

/** The output's members without the element around them: awsQuery names that element after the operation, not the shape. */
function innerXml(operation: OperationModel, output: object): string {
  const serializer = new XmlShapeSerializer({
    timestampFormat: { default: DATE_TIME_FORMAT, useTrait: true },
    xmlNamespace: '',
    serviceNamespace: '',
  });
  serializer.write(operation.output, output);
  const element = String(serializer.flush());
  const start = element.indexOf('>') + 1;
  const end = element.lastIndexOf('</');
  return end < start ? '' : element.slice(start, end);
}

function errorXml(error: WireError, xmlNamespace: string, requestId: string): string {
  const fault = error.statusCode < 500 ? 'Sender' : 'Receiver';
  const code = escapeXml(error.model?.code ?? error.name);
  const detail = `<Type>${fault}</Type><Code>${code}</Code><Message>${escapeXml(error.message)}</Message>`;
  return `<ErrorResponse xmlns="${xmlNamespace}"><Error>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
