interface Named {
  readonly id: string;
  readonly name: string;
}

interface Currency {
  readonly currency_code: string;
  readonly is_default: boolean;
}

/** What Medusa's API answers, as far as the tests read it; each answer has a part of it. */
export interface MedusaJson {
  readonly database: string;
  readonly redis: string;
  readonly token: string;
  readonly count: number;
  readonly type: string;
  readonly user: { readonly email: string };
  readonly stores: readonly [Named & { readonly supported_currencies: readonly Currency[] }];
  readonly regions: readonly [
    { readonly id: string; readonly currency_code: string; readonly countries: readonly { readonly iso_2: string }[] },
  ];
  readonly products: readonly [{ readonly id: string; readonly handle: string; readonly variants: readonly [Named] }];
  readonly orders: readonly { readonly status: string; readonly email: string }[];
  readonly order: { readonly total: number };
  readonly cart: Named;
  readonly shipping_options: readonly [Named];
  readonly payment_collection: Named;
  readonly files: readonly [{ readonly url: string }];
  readonly notifications: readonly { readonly data: { readonly file?: { readonly url?: string } } }[];
}
