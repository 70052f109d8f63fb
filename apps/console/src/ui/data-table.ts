/** A column of a {@link DataTable}. */
export interface Column {
  readonly id: string;
  readonly label: string;
  readonly align?: 'right';
  /** Left out on narrow screens. */
  readonly wideOnly?: boolean;
  /** Left out until the reader asks for it. */
  readonly hiddenAtFirst?: boolean;
  /** Always shown: the column that names the row. */
  readonly fixed?: boolean;
}

/** Keeps the literal shape while checking it. */
export function defineColumns<const Columns extends readonly Column[]>(columns: Columns): Columns {
  return columns;
}

/** Ids of the columns that are left out: what the reader chose, or what is hidden at first. */
export function hiddenColumnsOf(chosen: readonly string[] | undefined, columns: readonly Column[]): readonly string[] {
  return chosen ?? columns.filter(({ hiddenAtFirst }) => hiddenAtFirst).map(({ id }) => id);
}
