import { isObject, type Json } from '../step-functions/json.ts';
import { subPlaceholders } from './substitution.ts';

/** Logical ids that a value refers to by Ref, Fn::GetAtt or Fn::Sub; parameters and pseudo parameters are among them. */
export function referencesIn(value: Json): string[] {
  const found = new Set<string>();
  const walk = (part: Json): void => {
    if (Array.isArray(part)) for (const element of part) walk(element);
    if (!isObject(part)) return;
    for (const [key, inner] of Object.entries(part)) {
      if (key === 'Ref' && typeof inner === 'string') found.add(inner);
      if (key === 'Fn::GetAtt') found.add(attributeOwner(inner));
      if (key === 'Fn::Sub') {
        const text = Array.isArray(inner) ? inner[0] : inner;
        if (typeof text === 'string')
          for (const name of subPlaceholders(text)) found.add(attributeOwner(name));
      }
      walk(inner);
    }
  };
  walk(value);
  return [...found];
}

function attributeOwner(reference: Json): string {
  const [id] = Array.isArray(reference) ? reference : String(reference).split('.');
  return String(id);
}
