// Buffered streams on files: modes, positions, pushed-back characters, end of file, errors, large binary
// records.
// DIR: .
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void lines(void) {
  FILE *out = fopen("lines.txt", "w");
  for (int i = 0; i < 2000; ++i)
    fprintf(out, "line %d of the file, %s\n", i, i % 3 ? "plain" : "third");
  printf("size %ld, close %d\n", ftell(out), fclose(out));

  FILE *in = fopen("lines.txt", "r");
  char line[100];
  int thirds = 0, count = 0;
  while (fgets(line, sizeof line, in)) {
    ++count;
    thirds += strstr(line, "third") != NULL;
  }
  printf("%d lines, %d thirds, eof %d, error %d\n", count, thirds, feof(in) != 0, ferror(in) != 0);
  rewind(in);
  int a, b;
  printf("scanned %d: %d\n", fscanf(in, "line %d of the file, plain line %d", &a, &b), a);
  fseek(in, -10, SEEK_END);
  fgets(line, sizeof line, in);
  printf("tail [%s]", line);
  fclose(in);
}

static void pushBack(void) {
  FILE *file = fopen("chars", "w+");
  fputs("abc", file);
  rewind(file);
  const int first = fgetc(file);
  ungetc('Z', file);
  printf("%c", first);
  printf("%c", fgetc(file));
  printf("%c%c %d\n", fgetc(file), fgetc(file), fgetc(file) == EOF);
  fseek(file, 1, SEEK_SET);
  fputc('B', file);
  fflush(file);
  rewind(file);
  char text[8] = "";
  printf("%zu [%s]\n", fread(text, 1, sizeof text, file), text);
  fclose(file);
}

static void records(void) {
  struct Record {
    uint32_t key;
    double value;
    char name[20];
  } record, *all = calloc(500, sizeof *all);
  FILE *file = fopen("records", "wb+");
  setvbuf(file, NULL, _IOFBF, 300);
  for (uint32_t i = 0; i < 500; ++i) {
    memset(&record, 0, sizeof record);
    record.key = i * 2654435761u, record.value = i / 7.0;
    snprintf(record.name, sizeof record.name, "record %u", i);
    fwrite(&record, sizeof record, 1, file);
  }
  rewind(file);
  printf("%zu records\n", fread(all, sizeof *all, 600, file));
  fseek(file, 321 * sizeof record, SEEK_SET);
  printf("%zu same %d %s %.3f\n", fread(&record, sizeof record, 1, file),
         !memcmp(&record, all + 321, sizeof record), record.name, record.value);
  fclose(file);
  free(all);
}

int main(void) {
  lines();
  pushBack();
  records();
  FILE *append = fopen("chars", "a");
  fputs("++", append);
  printf("position after append %ld\n", ftell(append));
  fclose(append);
  append = freopen("chars", "r", stdin);
  char word[20];
  printf("%d [%s]\n", scanf("%19s", word), word);
  printf("missing %d, remove %d %d\n", fopen("nothing", "r") == NULL, remove("chars"), remove("records"));
}
