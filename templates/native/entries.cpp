extern "C" void run(I entries, I, I w_step, int threads, const T* x, const T* y, const T* w, const T* g,
                    T* z, T* gx, T* gy, T* gw, const I*, const I*, const I*, const I*, const I*, const I*) {
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (I e = 0; e < entries; ++e) {
#if GX || GY || GW
    I own = 0;
#ifdef _OPENMP
    if (ADD_W) own = omp_get_thread_num();
#endif
    gradients<GX, GY, GW>(x + e * X * C, y + e * Y, w + e * w_step, g + e * Z * C, gx + e * X * C, gy + e * Y,
                          gw + (ADD_W ? own : e) * P * C);
#else
    product(x + e * X * C, y + e * Y, w + e * w_step, z + e * Z * C);
#endif
  }
}
