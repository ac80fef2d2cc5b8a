# One file for every image. SERVICE is a folder of services/ or exporters/:
#
#   docker build --build-arg SERVICE=payment --tag sidecart/payment .
#
# `npm run image:check` carries out these steps without an engine and starts what comes out. It knows the instructions used
# here and no others, and wants paths in RUN to start at the WORKDIR. Nothing that ends up in an image depends on the time of the
# build or on the machine: every file's time is the same, every file may be read by all and written by root alone.

# The tag names an exact version; a digest would name the bytes too (docker buildx imagetools inspect).
ARG NODE_IMAGE=docker.io/library/node:24.19.0-bookworm-slim

# What npm reads and nothing else: a change of source code leaves the two layers of dependencies as they are.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

# Everything it takes to build; the same for all services.
FROM ${NODE_IMAGE} AS tools
WORKDIR /app
COPY --from=manifests /app/ ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund

FROM tools AS service
ARG SERVICE
# Generating uses no schema engine, yet Prisma fetches one unless it is told that there is one.
ENV PRISMA_SCHEMA_ENGINE_BINARY=/bin/true PRISMA_HIDE_UPDATE_MESSAGE=1
COPY tsconfig.base.json ./
COPY packages packages
COPY services services
COPY exporters exporters
RUN folder=$(find services exporters -mindepth 1 -maxdepth 1 -name "$SERVICE") \
 && { test -n "$folder" || { echo "There is no service '$SERVICE'; set --build-arg SERVICE." >&2; exit 1; }; } \
 && { test ! -f "$folder/prisma/schema.prisma" || node_modules/.bin/prisma generate --schema "$folder/prisma/schema.prisma"; } \
 && node_modules/.bin/tsc -b "$folder" \
 && mkdir out \
 && for part in "$folder" packages/*; do \
      test "$part" = "$folder" || grep -q "\"@sidecart/$(basename "$part")\"" "$folder/package.json" || continue; \
      for piece in package.json dist migrations prisma/migrations prisma/seed.sql templates; do \
        test ! -e "$part/$piece" || { mkdir -p "$(dirname "out/$part/$piece")" && cp -R "$part/$piece" "out/$part/$piece"; } || exit 1; \
      done; \
    done \
 && find out -name '*.d.ts' -delete \
 && ln -s "$folder/dist/main.js" out/main.js \
 && chmod -R u=rwX,go=rX out && find out -exec touch -h -d @0 {} +

# What it takes to run. Left out are types, maps, tests, modules for bundlers and browsers, and what Prisma has for other databases.
# The links to the workspaces' own folders stay, but for the service's own: so the layer is the same for all who need the same.
FROM ${NODE_IMAGE} AS dependencies
ARG SERVICE
WORKDIR /app
COPY --from=manifests /app/ ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund \
      --omit=dev --omit=optional --omit=peer --workspace "@sidecart/$SERVICE" --include-workspace-root=false
RUN rm -rf node_modules/.bin node_modules/.package-lock.json "node_modules/@sidecart/$SERVICE" node_modules/@types \
 && mkdir out \
 && find . -path ./out -prune -o -name node_modules -prune -print | while read -r folder; do \
      mkdir -p "out/$(dirname "$folder")" && mv "$folder" "out/$folder" || exit 1; \
    done \
 && find out -depth -type d '(' -name test -o -name tests -o -name __tests__ -o -name bench -o -name benchmarks -o -name .bin ')' -exec rm -rf {} + \
 && find out -depth -type d -path '*/@opentelemetry/*/build/es*' -exec rm -rf {} + \
 && find out -type f '(' -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' -o -name '*.test.js' -o -name '*.md' ')' -delete \
 && find out -type f -path '*/@prisma/client/runtime/query_compiler_*' ! -name 'query_compiler_fast_bg.postgresql.*js' -delete \
 && find out -type f -path '*/@prisma/client/runtime/query_compiler_*' -name '*.mjs' -delete \
 && find out -mindepth 1 -type d -empty -delete \
 && chmod -R u=rwX,go=rX out && find out -exec touch -h -d @0 {} +

FROM ${NODE_IMAGE}
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/out/ ./
COPY --from=service /app/out/ ./
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="sidecart/${SERVICE}" \
      org.opencontainers.image.description="Sidecart: ${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# A number, so that a cluster can see that it is not root. It owns nothing and needs to write nowhere.
USER 65532:65532
# The service's own main; `packages/platform/dist/migrate-main.js <service>` in its place brings its database up to date.
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["main.js"]
