// Written by `migrate build`. Change the revision scripts and build again, rather than this.
var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// versions/1_first.ts
var first_exports = {};
__export(first_exports, {
  downRevision: () => downRevision,
  revision: () => revision,
  upgrade: () => upgrade
});
import { integer, text } from "@ads/migrate-core/schema";
function upgrade(op) {
  op.createTable("t", { id: integer().primaryKey(), name: text() });
}
var revision, downRevision;
var init_first = __esm({
  "versions/1_first.ts"() {
    revision = "1";
    downRevision = null;
  }
});

// defaults.ts
var defaults;
var init_defaults = __esm({
  "defaults.ts"() {
    defaults = [{ id: 1, name: "größe" }];
  }
});

// versions/2_second.ts
var second_exports = {};
__export(second_exports, {
  downRevision: () => downRevision2,
  downgrade: () => downgrade,
  revision: () => revision2,
  upgrade: () => upgrade2
});
function upgrade2(op) {
  op.bulkInsert("t", defaults);
  op.run("trim", async (db) => {
    await db.deleteFrom("t").execute();
  });
}
var revision2, downRevision2, downgrade;
var init_second = __esm({
  "versions/2_second.ts"() {
    init_defaults();
    revision2 = "2";
    downRevision2 = "1";
    downgrade = null;
  }
});

// history
import { defaultNaming } from "@ads/migrate-core/schema";
var history = {
  scripts: {
    [/* @__PURE__ */ Symbol.for("@ads/migrate:built-scripts")]: 1,
    revisions: [{
      revision: "1",
      downRevision: [],
      dependsOn: [],
      branchLabels: [],
      message: "revision 1",
      doc: "revision 1\n\nRevision ID: 1",
      path: "versions/1_first.ts",
      transaction: "default",
      hashes: { "source": "8c7c861d8fd56272d55637358623098a8666c5960856f208bd319e2ef0b4a504", "recorded": { "operations": "adcea265339786aa2157c4785cbee0dd06836bcc6ee6ec61fe332aad47053dec", "hasDataSteps": false, "dialect": null } },
      load: () => Promise.resolve().then(() => (init_first(), first_exports))
    }, {
      revision: "2",
      downRevision: ["1"],
      dependsOn: [],
      branchLabels: [],
      message: "revision 2",
      doc: "revision 2\n\nRevision ID: 2",
      path: "versions/2_second.ts",
      transaction: "default",
      hashes: { "source": "b9e08212011c9e7c675217b6107040e7421b9a75437a2e90016d12e9b9cced0b", "recorded": { "operations": "b62b0d98bd53d81a99b056df6c603b79a6084830bc517a9f7a9cd6a2489b601e", "hasDataSteps": true, "dialect": null } },
      load: () => Promise.resolve().then(() => (init_second(), second_exports))
    }]
  },
  naming: defaultNaming,
  versionTable: { "table": { "schema": null, "name": "alembic_version" }, "column": "version_num" },
  log: true,
  transaction: "each",
  template: null
};
var history_default = history;
export {
  history_default as default,
  history
};
